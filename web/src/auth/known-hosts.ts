/** Names that lead every machine to itself alone. */
const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
/** A name or address with its port: a URL would take `evil@localhost` for localhost. */
const HOST = /^[\w.[\]:-]+$/;

/** Whether a host, as a URL names it, is the machine itself. */
export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK_NAMES.includes(hostname);
}

/** Whether an address of the console is of use on its own machine only. */
export function isForThisMachine(consoleUrl: string): boolean {
  return isLoopbackName(new URL(consoleUrl).hostname);
}

/** What a request says of where it was sent, and where it came in. */
export interface Destination {
  /** Its header Host. */
  readonly host: string | undefined;
  /** Address of this machine at which it came in. */
  readonly localAddress: string | undefined;
}

/**
 * Whether a request is meant for the console of this address. Browsers send the name that the page has, and whoever owns
 * another name may lead it here (DNS rebinding) and then counts as the same origin. Nobody can lead loopback or an
 * address elsewhere, so these are known beside the console's own name: proxies and probes of health come by them. The port
 * is not looked at: a page is led to none but its own, and a tunnel or container may have another. A request without the
 * header is no browser's.
 */
export function isKnownHost(consoleUrl: string, { host, localAddress }: Destination): boolean {
  if (host === undefined) return true;
  const name = nameIn(host);
  if (name === undefined) return false;
  return isLoopbackName(name) || name === new URL(consoleUrl).hostname || name === asHostname(localAddress);
}

function nameIn(host: string): string | undefined {
  return HOST.test(host) && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
}

/** An address of a socket as a URL names it. */
function asHostname(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/, '');
  return plain?.includes(':') ? `[${plain}]` : plain;
}

/** What an answer was that is not the realm's, as a sentence with what to look at. */
export function responseFault(response: Response, consoleUrl: string): string {
  const { status } = response;
  if (status >= 300 && status < 400) {
    const target = response.headers.get('location') ?? 'another page';
    return `${consoleUrl} sends us to ${printable(target)}: perhaps this network wants a sign-in first`;
  }
  if (status === 429) return `${consoleUrl} asks to wait: too many tries from this address`;
  if (status === 400) {
    return `the console at ${consoleUrl} does not belong to the realm of this enrolment string: is it the right one?`;
  }
  if (status === 404 || status === 405) {
    return `there is no NTMobile console at ${consoleUrl} (HTTP ${status}): is the address right?`;
  }
  if (status >= 500) return `the console at ${consoleUrl} or a proxy before it has a fault (HTTP ${status})`;
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    return `a web page answered for ${consoleUrl}: perhaps this network wants a sign-in first`;
  }
  return `the answer of ${consoleUrl} (HTTP ${status}) is not one of this realm`;
}

const CODE_WORDS: Readonly<Record<string, (url: string) => string>> = {
  ECONNREFUSED: (url) => `nothing answers at ${url}: is the console running, and is the address right?`,
  ENOTFOUND: (url) => `the name in ${url} is not known: is the address right?`,
  EAI_AGAIN: (url) => `the name in ${url} cannot be looked up: is there a network?`,
  ENETUNREACH: (url) => `${url} cannot be reached: is there a network?`,
  EHOSTUNREACH: (url) => `${url} cannot be reached: is it in this network?`,
  ECONNRESET: (url) => `the connection to ${url} was cut`,
  UND_ERR_SOCKET: (url) => `the connection to ${url} was cut`,
};

/** Why no answer came at all. */
export function connectionFault(error: unknown, consoleUrl: string): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `${consoleUrl} does not answer in time`;
  const cause = causeOf(error);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const words = CODE_WORDS[code];
  if (words !== undefined) return words(consoleUrl);
  if (/CERT|SIGNED|ERR_TLS/.test(code)) {
    return `the certificate of ${consoleUrl} is not trusted (${code}): NODE_EXTRA_CA_CERTS names a file with its authority`;
  }
  return `${consoleUrl} cannot be asked: ${cause instanceof Error ? cause.message : String(cause)}`;
}

/** What fetch wraps; several addresses of a name are tried, and the first failure says most. */
function causeOf(error: unknown): unknown {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause;
}

/** Text of a stranger, for a terminal. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 120);
}

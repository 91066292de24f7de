const POSTGRES_PORT = 5432;
/** User and password before a host that is left out: the driver takes that, and a URL does not. */
const USER_WITHOUT_HOST = /^(\w+:\/\/)[^/?#]*@(?=\/)/;

/**
 * @typedef {object} DatabaseAddress
 * @property {{ host: string, port: number } | undefined} server
 *   none: a socket of this machine, or a place that only the driver works out
 * @property {string} where for people, without user and password
 */

/**
 * Where the database of such an address is, as the driver reads it.
 * @param {string} text
 * @returns {DatabaseAddress | undefined} undefined: it is no address of a PostgreSQL database
 */
export function readDatabaseAddress(text) {
  const address = URL.canParse(text) ? text : text.replace(USER_WITHOUT_HOST, '$1');
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!/^postgres(ql)?:$/.test(url.protocol)) return undefined;
  return { server: serverOf(url), where: whereIs(url) };
}

/** Parameters take the place of host and port, PGHOST and PGPORT that of what is left out. */
function serverOf({ hostname, port, searchParams }) {
  const host = decoded(hostname).replace(/^\[|\]$/g, '');
  if (host === '' || host.startsWith('/')) return undefined;
  if (searchParams.has('host') || searchParams.has('port')) return undefined;
  if (port === '' && process.env.PGPORT) return undefined;
  return { host, port: Number(port || POSTGRES_PORT) };
}

function whereIs({ hostname, port, pathname, searchParams }) {
  const host = searchParams.get('host') || decoded(hostname);
  if (host.startsWith('/')) return `database ${pathname.slice(1)}, socket in ${host}`;
  const at = searchParams.get('port') || port;
  return `${host}${at && `:${at}`}${pathname}`;
}

/** What is no such code stands for itself, as for the driver. */
function decoded(hostname) {
  try {
    return decodeURIComponent(hostname);
  } catch {
    return hostname;
  }
}

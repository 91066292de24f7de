import type { NetworkInterfaceInfo } from 'node:os';
import {
  candidateRefusal,
  DecodeError,
  formatEndpoint,
  type IpAddress,
  parseIpAddress,
} from '@ntmobile/shared';
import type { CoordinatorEnvironment } from '../environment.ts';
import { ExpectedError } from '../expected-error.ts';

/** What is asked of the machine while it is found out where nodes reach us. */
export interface Surroundings {
  /** Addresses of a name; none where it is unknown. */
  lookup(name: string): Promise<readonly string[]>;
  interfaces(): Record<string, NetworkInterfaceInfo[] | undefined>;
}

/** Nobody can say where nodes reach us; the message says what to set. */
export class UnreachableError extends ExpectedError {
  override readonly name = 'UnreachableError';
}

const PER_FAMILY = 2;
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Where nodes reach the signalling port, `address:port`, at most two of each family: as told, else at the address of
 * the console, since nodes reach that too. A console called localhost is for this machine, and so are its nodes. The
 * addresses of this machine take the place of a name that is not known here or leads to loopback only.
 */
export async function signallingEndpoints(
  environment: CoordinatorEnvironment,
  surroundings: Surroundings,
): Promise<readonly string[]> {
  if (environment.signallingEndpoints !== undefined) return environment.signallingEndpoints;
  const { hostname } = new URL(environment.consoleUrl);
  const addresses = LOCAL_HOSTS.includes(hostname)
    ? [parseIpAddress('127.0.0.1')]
    : await addressesOf(hostname, surroundings);
  const chosen = [4, 6].flatMap((family) =>
    addresses.filter((address) => address.family === family).slice(0, PER_FAMILY),
  );
  if (chosen.length === 0) {
    throw new UnreachableError(
      `It is not known where nodes reach this coordinator: ${hostname} has no address here and this machine has none ` +
        `of a network. Set NTM_SIGNALLING_ENDPOINTS, such as 192.0.2.1:${environment.signallingPort}.`,
    );
  }
  return chosen.map((address) => formatEndpoint({ address, port: environment.signallingPort }));
}

/** Where nodes reach the broker over TLS, `host:port`: as told, else at the external broker, else beside the console. */
export function brokerEndpoint(environment: CoordinatorEnvironment): string {
  if (environment.brokerEndpoint !== undefined) return environment.brokerEndpoint;
  const broker = environment.mqttUrl === undefined ? undefined : new URL(environment.mqttUrl);
  const { hostname } = broker ?? new URL(environment.consoleUrl);
  const host = LOCAL_HOSTS.includes(hostname) ? '127.0.0.1' : hostname;
  // An external broker's own port counts only where it is the one for TLS.
  const port = broker?.protocol === 'mqtts:' ? broker.port || '8883' : environment.mqttsPort;
  return `${host}:${port}`;
}

async function addressesOf(hostname: string, surroundings: Surroundings): Promise<readonly IpAddress[]> {
  const literal = ipAddress(hostname.replace(/^\[|\]$/g, ''));
  if (literal !== undefined) return [literal];
  const found = reachable(await surroundings.lookup(hostname));
  return found.length > 0 ? found : reachable(ownAddresses(surroundings));
}

function ownAddresses(surroundings: Surroundings): string[] {
  return Object.values(surroundings.interfaces()).flatMap((entries) =>
    (entries ?? []).filter((entry) => !entry.internal).map((entry) => entry.address),
  );
}

function reachable(texts: readonly string[]): IpAddress[] {
  return texts
    .map(ipAddress)
    .filter((address) => address !== undefined)
    .filter((address) => candidateRefusal(address, []) === undefined);
}

function ipAddress(text: string): IpAddress | undefined {
  try {
    return parseIpAddress(text);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

import { isEnrolment } from './enrolment-request.ts';
import { isKnownHost } from './known-hosts.ts';
import { type Refusal, standBefore } from './stand-before.ts';

const REFUSAL: Refusal = {
  what: 'host',
  status: 421,
  words:
    'This console answers at the address of its setting NTM_CONSOLE_URL only. Open that one, or start the console with ' +
    'NTM_CONSOLE_URL set to the address that you used.',
};

/**
 * Turns away what was sent to a name that is not the console's. Devices are not asked: keys that were handed out while
 * the console had another address still enrol, and no cookie opens anything there.
 */
export function turnStrangeHostsAway(consoleUrl: string): void {
  standBefore((request) => {
    const { host } = request.headers;
    const { localAddress } = request.socket;
    return isEnrolment(request) || isKnownHost(consoleUrl, { host, localAddress }) ? undefined : REFUSAL;
  });
}

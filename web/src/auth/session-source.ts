import { clientAddress } from './client-address.ts';
import type { SessionSource } from './session-repository.ts';

/** From where a request comes, as a session and the audit keep it. */
export function sessionSource(headers: Headers): SessionSource {
  return {
    address: clientAddress(headers.get('x-forwarded-for')),
    userAgent: headers.get('user-agent') ?? '',
    requestId: headers.get('x-request-id') ?? '',
  };
}

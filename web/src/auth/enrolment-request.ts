import type { IncomingMessage } from 'node:http';

const ENROLMENT = '/api/enrol';

/** Whether a device asks to be admitted: it proves itself by its message, wherever it was sent. */
export function isEnrolment({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && pathOf(url) === ENROLMENT;
}

/** Path of a request as it is written. */
export function pathOf(url: string): string {
  return /^[^?#]*/.exec(url)?.[0] ?? '';
}

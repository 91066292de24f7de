import { enrolmentDesk } from '../../../features/enrolment/admission/desk-of-process.ts';

/** A device asks to be admitted. It proves itself by its message, so that no session and no origin is asked for. */
export async function POST(request: Request): Promise<Response> {
  return (await enrolmentDesk()).handle(request);
}

import { type AdmittedAnswer, parseAdmitted } from '@ntmobile/shared/enrolment';
import { enrolAgainLine } from '../cli/clone-line.ts';
import type { StateDirectory } from '../state/state-directory.ts';

const FILE = 'enrolment.json';

/** What the node keeps of its admission: the whole answer, and where and by which realm it was given. */
export interface StoredEnrolment {
  /** Where it enrolled, without a slash at the end. */
  readonly consoleUrl: string;
  /** The realm's X25519 public key of the enrolment string, base64url: tells one realm from another. */
  readonly realmKey: string;
  readonly answer: AdmittedAnswer;
}

/** The enrolment of this state directory, or undefined where there is none; an Error where it is damaged. */
export function loadEnrolment(directory: StateDirectory): StoredEnrolment | undefined {
  const text = directory.read(FILE);
  return text === undefined ? undefined : parseStored(text, directory.path);
}

/** Keeps it, durable when this returns, in place of an earlier one. */
export function saveEnrolment(directory: StateDirectory, enrolment: StoredEnrolment): void {
  directory.write(FILE, `${JSON.stringify(enrolment, null, 2)}\n`);
}

function parseStored(text: string, state: string): StoredEnrolment {
  try {
    const { consoleUrl, realmKey, answer } = JSON.parse(text);
    if (typeof consoleUrl !== 'string' || typeof realmKey !== 'string') throw new Error('not an enrolment');
    return { consoleUrl, realmKey, answer: parseAdmitted(answer) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${state}/${FILE} is damaged (${why}); enrol again: ${enrolAgainLine(state)}`);
  }
}

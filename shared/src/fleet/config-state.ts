import * as z from 'zod';
import { DecodeError } from '../bytes/decode-error.ts';
import { parseBoundedJsonText } from './bounded-json.ts';
import { REPORTED_STATUSES } from './config-report.ts';
import { codeField, hashField, wallClockField } from './fields.ts';

const revisionField = z.int().min(1);

/** Sections with the revision they came in. */
const heldSectionsSchema = z.strictObject({ revision: revisionField, hash: hashField, sections: z.string() });
export type HeldSections = z.infer<typeof heldSectionsSchema>;

/**
 * What was decided of the highest revision ever judged. Older ones need no verdict: they are ignored whatever
 * it was.
 */
const verdictSchema = z.strictObject({
  revision: revisionField,
  hash: hashField,
  status: z.enum(REPORTED_STATUSES),
  error: codeField.optional(),
  appliedAt: wallClockField.optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** All that a node must find again after a crash. `committed` absent: the lists of enrolment are in force. */
const configStateSchema = z.strictObject({
  verdict: verdictSchema.optional(),
  committed: heldSectionsSchema.optional(),
  /** Written beside the old one while it is being tried. */
  trial: heldSectionsSchema.optional(),
});
export type ConfigState = z.infer<typeof configStateSchema>;

/** Text of a state for the node's durable store. */
export function formatConfigState(state: ConfigState): string {
  return JSON.stringify(state);
}

/** State of its text; the empty state for text that is no state, so that a node with a broken file still starts. */
export function parseConfigState(text: string): ConfigState {
  try {
    const result = configStateSchema.safeParse(parseBoundedJsonText(text, STATE_CHARACTERS));
    return result.success ? result.data : {};
  } catch (error) {
    if (error instanceof DecodeError) return {};
    throw error;
  }
}

/** Two documents' sections, each escaped once more. */
const STATE_CHARACTERS = 262_144;

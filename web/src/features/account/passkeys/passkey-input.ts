import { z } from 'zod';
import { MAX_ANSWER_CHARACTERS } from '../../../auth/passkeys/authenticator-answer.ts';
import { plainText } from '../../../trpc/plain-text.ts';

/** What a person calls a passkey. */
export const passkeyNameInput = plainText(64).trim().min(1, 'Give it a name.');
/** Credential id, base64url. */
export const passkeyIdInput = z.string().regex(/^[A-Za-z0-9_-]{1,1400}$/, 'This is no passkey.');
/** What the browser wrote down of the authenticator's answer. */
export const passkeyAnswerInput = z.string().max(MAX_ANSWER_CHARACTERS, 'Too long.');

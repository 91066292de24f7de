import { z } from 'zod';

/**
 * Text of one line as people type it. Control characters and halves of a surrogate pair are refused: a database
 * cannot store all of them, and none belongs into a name or a search.
 */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength, `At most ${maxLength} characters.`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'No control characters.');
}

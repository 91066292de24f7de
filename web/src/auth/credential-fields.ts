import { z } from 'zod';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-length.ts';

/** What a person types as a name: kept in lower case. */
export const usernameField = z
  .string()
  .trim()
  .toLowerCase()
  .min(2, 'A name has 2 characters or more.')
  .max(64, 'A name has at most 64 characters.')
  .regex(/^[a-z0-9][a-z0-9._@+-]*$/, 'A name has letters, digits and . _ @ + - only.');

export const passwordField = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `A password has ${MIN_PASSWORD_LENGTH} characters or more.`)
  .max(MAX_PASSWORD_LENGTH, `A password has at most ${MAX_PASSWORD_LENGTH} characters.`);

import { z } from 'zod';
import { MAX_PASSWORD_LENGTH } from '../../auth/password-length.ts';

/** Password and code of the person who asks. */
export const passwordInput = z.string().min(1, 'Type your password.').max(MAX_PASSWORD_LENGTH, 'Too long.');
export const codeInput = z.string().max(40, 'Too long.');

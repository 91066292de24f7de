import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { passwordField } from './credential-fields.ts';

/** Why a password is not taken. */
export type PasswordWeakness = 'length' | 'guessable';

/** Of 0 to 4; 3 is more than 10^8 guesses by somebody who knows the usual passwords, words and patterns. */
const LEAST_SCORE = 3;
/** What follows is not judged: it bounds the work and no good password needs more. */
const JUDGED_CHARACTERS = 64;

let made: ZxcvbnFactory | undefined;

/** What is wrong with a new password of somebody, or undefined. Names of the person and the system count as known. */
export function passwordWeakness(password: string, username: string): PasswordWeakness | undefined {
  if (!passwordField.safeParse(password).success) return 'length';
  made ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const { score } = made.check(password.slice(0, JUDGED_CHARACTERS), [username, 'ntmobile', 'console']);
  return score < LEAST_SCORE ? 'guessable' : undefined;
}

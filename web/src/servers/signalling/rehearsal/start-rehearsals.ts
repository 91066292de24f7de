import { ed25519Signer } from '@ntmobile/shared/node-crypto';
import { type RehearsalOptions, rehearseDirection } from './rehearsal.ts';

/** The first compiles, the next let the engine learn what the code works on. */
const REHEARSALS = 12;
const EACH_MS = 50;

/** A few in the first second, one at a time, so that packets pass between them; never again after that. */
export class Rehearsals {
  #timer: NodeJS.Timeout | undefined;
  #left = REHEARSALS;

  /** One that fails ends them, and is told to `onFailed`. */
  start(options: Omit<RehearsalOptions, 'sign'>, onFailed: (error: Error) => void): void {
    const sign = ed25519Signer(options.randomBytes(32));
    this.#timer = setInterval(() => this.#rehearse({ ...options, sign }, onFailed), EACH_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #rehearse(options: RehearsalOptions, onFailed: (error: Error) => void): void {
    this.#left -= 1;
    if (this.#left === 0) this.stop();
    try {
      rehearseDirection(options, Date.now());
    } catch (error) {
      // It makes the first directions faster and nothing else: a coordinator whose rehearsal fails runs as well.
      this.stop();
      onFailed(error as Error);
    }
  }
}

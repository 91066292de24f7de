import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../lab.ts';
import { type LabProcess, until } from '../shell.ts';

const SOURCE = fileURLToPath(new URL('./sender.cpp', import.meta.url));

/** What a sender handed to its system. `bytes` are of UDP payloads, or of whole IP packets where sources are made up. */
export interface SentFigures {
  readonly sent: number;
  readonly bytes: number;
  readonly refused: number;
  readonly seconds: number;
}

/** What it sends, and the last of its words. */
export type Hostility =
  | { readonly mode: 'mutate'; readonly seeds: string }
  | { readonly mode: 'initiations' | 'responses'; readonly publicKeyHex: string }
  | { readonly mode: 'cookies' }
  /** Index of a session in hexadecimal as on the wire, or `random`. */
  | { readonly mode: 'transport'; readonly index: string }
  | { readonly mode: 'probe'; readonly source: string };

/** The lab's sender of hostile datagrams, compiled once for a lab. */
export class HostileSender {
  readonly #lab: Lab;
  readonly #program: string;
  #runs = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#program = join(lab.directory, 'sender');
    execFileSync('g++', ['-std=c++20', '-O2', SOURCE, '-lcrypto', '-o', this.#program]);
  }

  /** Starts sending from a namespace; `rate` is datagrams a second, 0 for all that goes. */
  start(
    namespace: string,
    to: { readonly address: string; readonly port: number; readonly count: number; readonly rate: number },
    what: Hostility,
  ): SendingRun {
    this.#runs += 1;
    const { address, port, count, rate } = to;
    const words = [what.mode, address, String(port), String(count), String(rate), lastWord(what)];
    return new SendingRun(this.#lab.start(namespace, `sender-${this.#runs}`, this.#program, ...words));
  }
}

function lastWord(what: Hostility): string {
  switch (what.mode) {
    case 'mutate':
      return what.seeds;
    case 'initiations':
    case 'responses':
      return what.publicKeyHex;
    case 'cookies':
      return '-';
    case 'transport':
      return what.index;
    case 'probe':
      return what.source;
  }
}

/** One run of the sender. */
export class SendingRun {
  readonly #process: LabProcess;

  constructor(process: LabProcess) {
    this.#process = process;
  }

  /** Its figures when it has sent everything. */
  async finished(withinMs: number): Promise<SentFigures> {
    return until('the sender has sent everything', withinMs, async () => {
      const line = this.#process
        .output()
        .split('\n')
        .find((one) => one.startsWith('{'));
      if (line !== undefined) return JSON.parse(line) as SentFigures;
      if (!this.#process.running) throw new Error(`the sender ended: ${this.#process.output()}`);
      return undefined;
    });
  }

  /** Ends it, whatever it has still to send, and gives its figures. */
  async stop(): Promise<SentFigures> {
    await this.#process.stop();
    return this.finished(0);
  }
}

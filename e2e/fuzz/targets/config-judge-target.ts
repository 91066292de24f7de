import { base64UrlEncode, concatBytes, utf8Encode } from '@ntmobile/shared';
import { CONFIG_JWS_HEADER, type ConfigInput, ConfigJudge, type ConfigOutput } from '@ntmobile/shared/fleet';
import { BOOT, documentOf, NODE, NOW, pinnedKey } from '../../../shared/src/fleet/testing/config-fixture.ts';
import { credulousPrimitives } from '../../../shared/src/testing/credulous-primitives.ts';
import { type FuzzTarget, must } from '../target.ts';

const KEY = pinnedKey();
/** What credulous primitives compute over anything. */
const HASH = '01'.repeat(32);
const PROTECTED = base64UrlEncode(utf8Encode(JSON.stringify(CONFIG_JWS_HEADER)));
const SIGNATURE = base64UrlEncode(new Uint8Array(64));
const MOST_STEPS = 24;
const END_OF_DOCUMENT = 0;

function jwsOf(document: Uint8Array): Uint8Array {
  return utf8Encode(`${PROTECTED}.${base64UrlEncode(document)}.${SIGNATURE}`);
}

/** Plays one node's life with its documents: bytes below 8 are events, other bytes begin a document. */
class PlayedJudge {
  readonly #judge = new ConfigJudge({
    node: NODE,
    bootId: BOOT,
    keys: [KEY],
    realmPrefixes: ['198.18.0.0/15'],
    primitives: credulousPrimitives,
  });
  #now = 1000;
  #trial = 0;
  #highest = 0;
  #stored: number | undefined;

  constructor() {
    this.#take({ kind: 'started', state: {} });
  }

  event(choice: number): void {
    if (choice === 6) this.#now += 31_001;
    this.#take(this.#inputOf(choice));
  }

  document(bytes: Uint8Array): void {
    this.#take({ kind: 'documentReceived', jws: jwsOf(bytes), wallClockMs: NOW + this.#now });
  }

  #inputOf(choice: number): ConfigInput {
    const wallClockMs = NOW + this.#now;
    switch (choice) {
      case 1:
        return { kind: 'applyFinished', revision: this.#trial };
      case 2:
        return { kind: 'applyFinished', revision: this.#trial, error: 'tun_failed' };
      case 3:
        return { kind: 'coordinatorAnswered', list: 'trial', wallClockMs };
      case 4:
        return { kind: 'coordinatorAnswered', list: 'committed', wallClockMs };
      case 5:
        return { kind: 'networkChanged', usable: this.#now % 2 === 0 };
      case 6:
        return { kind: 'timeReached' };
      default:
        return { kind: 'brokerConnected' };
    }
  }

  #take(input: ConfigInput): void {
    this.#judge.handleInput(input, this.#now);
    for (const output of this.#judge.pollOutputs()) this.#check(output);
  }

  /** The highest revision ever judged never falls, and nothing is put in force that is not stored. */
  #check(output: ConfigOutput): void {
    if (output.kind === 'store') {
      const revision = output.state.verdict?.revision ?? this.#highest;
      must(revision >= this.#highest, 'a revision went back');
      this.#highest = revision;
      this.#stored = output.state.trial?.revision;
    }
    if (output.kind !== 'apply' || output.list !== 'trial') return;
    must(
      output.revision !== undefined && output.revision === this.#stored,
      'a trial began before it was stored',
    );
    this.#trial = output.revision;
  }
}

/** What a node does with the documents of a hostile signer, and with everything that happens meanwhile. */
export const configJudgeTarget: FuzzTarget = {
  name: 'config-judge',
  seeds: () =>
    [1, 2, 3].map((revision) => {
      const document = utf8Encode(JSON.stringify(documentOf({ revision, hash: HASH, keyId: KEY.keyId })));
      const events = [
        [5, 1, 3],
        [5, 2, 7],
        [5, 1, 6, 4, 6, 3, 7],
      ][revision - 1] as number[];
      const next = revision === 3 ? [] : [...document, END_OF_DOCUMENT, 1, 3];
      return concatBytes(document, Uint8Array.of(END_OF_DOCUMENT, ...events, ...next));
    }),
  run(input) {
    const judge = new PlayedJudge();
    let at = 0;
    for (let step = 0; step < MOST_STEPS && at < input.length; step++) {
      const byte = input[at] as number;
      if (byte < 8) {
        judge.event(byte);
        at += 1;
        continue;
      }
      const end = input.indexOf(END_OF_DOCUMENT, at);
      judge.document(input.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? input.length : end + 1;
    }
  },
};

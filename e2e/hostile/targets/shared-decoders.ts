import { attempt, type Decoder } from '../../../shared/src/testing/decoder.ts';
import { PAYLOAD_DECODERS } from '../../../shared/src/testing/payload-decoders.ts';
import { TEXT_DECODERS } from '../../../shared/src/testing/text-decoders.ts';
import { WIRE_DECODERS } from '../../../shared/src/testing/wire-decoders.ts';
import type { HostileTarget } from '../hostile-target.ts';

const BYTE_DECODERS = [...WIRE_DECODERS, ...PAYLOAD_DECODERS];
/** One character a byte. */
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

function tryAll<Input>(decoders: readonly Decoder<Input, unknown>[], input: Input): void {
  for (const { decode } of decoders) attempt(decode, input);
}

/** Inputs of each decoder of `shared`, given to all of them: nobody takes one format for another and breaks. */
export const sharedDecoders: HostileTarget = {
  name: 'all decoders of `shared`, each with the inputs of all',
  inputs: 100_000,
  longest: 66_000,
  start() {
    return {
      seeds: [
        ...BYTE_DECODERS.flatMap(({ examples }) => examples),
        ...TEXT_DECODERS.flatMap(({ examples }) => examples.map(bytesOf)),
      ],
      take(input) {
        tryAll(BYTE_DECODERS, input);
        tryAll(TEXT_DECODERS, textOf(input));
      },
      held: () => [...BYTE_DECODERS, ...TEXT_DECODERS].map(({ examples }) => structuredClone(examples)),
      serves() {
        for (const { name, decode, examples } of BYTE_DECODERS)
          if (examples.some((example) => decode(example) === undefined))
            throw new Error(`${name} takes nothing`);
        for (const { name, decode, examples } of TEXT_DECODERS)
          if (examples.some((example) => decode(example) === undefined))
            throw new Error(`${name} takes nothing`);
      },
    };
  },
};

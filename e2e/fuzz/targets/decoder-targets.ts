import { isDeepStrictEqual } from 'node:util';
import { attempt, type Decoder } from '../../../shared/src/testing/decoder.ts';
import { PAYLOAD_DECODERS } from '../../../shared/src/testing/payload-decoders.ts';
import { TEXT_DECODERS } from '../../../shared/src/testing/text-decoders.ts';
import { WIRE_DECODERS } from '../../../shared/src/testing/wire-decoders.ts';
import { type FuzzTarget, must } from '../target.ts';

/** One character a byte. */
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

/**
 * The decoders of `shared`: each gives a value or the one decode error, and what it gives is written and read again as
 * the same, in the same bytes from then on.
 */
export const decoderTargets: readonly FuzzTarget[] = [
  ...[...WIRE_DECODERS, ...PAYLOAD_DECODERS].map((one) =>
    targetOf(
      one,
      (input) => input,
      (value) => value,
    ),
  ),
  ...TEXT_DECODERS.map((one) => targetOf(one, textOf, bytesOf)),
];

function targetOf<Input>(
  { name, examples, decode, encode }: Decoder<Input, unknown>,
  read: (bytes: Uint8Array) => Input,
  write: (input: Input) => Uint8Array,
): FuzzTarget {
  return {
    name: folderOf(name),
    seeds: () => examples.map(write),
    run(bytes) {
      const input = read(bytes);
      const value = attempt(decode, input);
      must(isDeepStrictEqual(read(bytes), input), 'a decoder changed what it was given');
      if (value === undefined || encode === undefined) return;
      const written = encode(value);
      const again = decode(written);
      must(isDeepStrictEqual(again, value), 'what was written is read as something else');
      must(isDeepStrictEqual(encode(again), written), 'one value is written in two ways');
    },
  };
}

function folderOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

import { DecodeError } from '../bytes/decode-error.ts';
import type { Capabilities } from './capabilities.ts';
import type { CompactCipher } from './control-frame.ts';
import { unsigned, type ValueCodec } from './field-value.ts';

const BEHAVIOURS = { control: 1, pathMove: 2, checks: 3, compact: 4 } as const satisfies Record<
  keyof Capabilities,
  number
>;
const behaviourNames = Object.keys(BEHAVIOURS) as (keyof Capabilities)[];
const level = unsigned(8);

/**
 * For each behaviour that the sender has `behaviour u8 | level u8`, each at most once. Behaviours that this version
 * does not know are skipped, since a newer sender announces more.
 */
export const capabilitiesValue: ValueCodec<Capabilities> = {
  write(writer, capabilities) {
    for (const behaviour of behaviourNames) {
      const value = capabilities[behaviour] ?? 0;
      if (value === 0) continue;
      writer.u8(BEHAVIOURS[behaviour]);
      level.write(writer, value);
    }
  },
  read(reader) {
    const capabilities: { -readonly [K in keyof Capabilities]: Capabilities[K] } = {};
    const seen = new Set<number>();
    while (reader.remaining > 0) {
      const number = reader.u8();
      if (seen.has(number)) throw new DecodeError('a behaviour twice');
      seen.add(number);
      const value = level.read(reader);
      const behaviour = behaviourNames.find((name) => BEHAVIOURS[name] === number);
      if (behaviour !== undefined && value > 0) capabilities[behaviour] = value;
    }
    return capabilities;
  },
};

const CIPHERS = { chacha20Poly1305: 1, aes256Gcm: 2 } as const satisfies Record<CompactCipher, number>;
const cipherNames = Object.keys(CIPHERS) as CompactCipher[];
const CIPHER_LIMIT = 4;

/** One u8 for each cipher, best first, at most 4; ciphers that this version does not know are skipped. */
export const ciphersValue: ValueCodec<readonly CompactCipher[]> = {
  write(writer, ciphers) {
    if (ciphers.length > CIPHER_LIMIT) throw new RangeError(`more than ${CIPHER_LIMIT} ciphers`);
    for (const cipher of ciphers) writer.u8(CIPHERS[cipher]);
  },
  read(reader) {
    if (reader.remaining > CIPHER_LIMIT) throw new DecodeError(`more than ${CIPHER_LIMIT} ciphers`);
    return [...reader.rest()].flatMap((number) => cipherNames.filter((name) => CIPHERS[name] === number));
  },
};

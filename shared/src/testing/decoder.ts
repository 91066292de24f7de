import { DecodeError } from '../bytes/decode-error.ts';

/** `decode` gives a value, or undefined or DecodeError for a refusal; `encode` is its inverse where there is one. */
export interface Decoder<Input, Value> {
  readonly name: string;
  readonly examples: readonly Input[];
  readonly decode: (input: Input) => Value | undefined;
  readonly encode?: (value: Value) => Input;
}

export const ofBytes = <Value>(one: Decoder<Uint8Array, Value>) => one as Decoder<Uint8Array, unknown>;
export const ofText = <Value>(one: Decoder<string, Value>) => one as Decoder<string, unknown>;

/** The value, or undefined for a refusal; any other error is a fault of the decoder. */
export function attempt<Input>(decode: (input: Input) => unknown, input: Input): unknown {
  try {
    return decode(input);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** The one failure of every decoder in this package: the input is not a valid encoding. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

/** A fault behind five right bytes, which nobody finds by chance. */
export function guarded(input: Uint8Array): void {
  if (input[0] !== 0x21) return;
  if (input[1] !== 0x12) return;
  if (input[2] !== 0xa4) return;
  if (input[3] !== 0x42) return;
  if (input[4] !== 0x09) return;
  throw new Error('all five are right');
}

/** What people and programs take for one of these letters; some are the same letter to NFKD, the others are not. */
const LOOK_ALIKES: Readonly<Record<string, readonly string[]>> = {
  a: ['а', 'ɑ', 'ａ', '𝐚', 'á'],
  e: ['е', 'ｅ', 'é', '℮'],
  i: ['і', 'ı', 'ｉ', 'í', 'ⅰ', 'l'],
  l: ['ⅼ', 'ｌ', '1', 'I', 'ł', 'ӏ'],
  o: ['о', 'ο', '0', 'ｏ', 'ö'],
  s: ['ѕ', 'ｓ', 'ſ'],
  t: ['т', 'ｔ', 'ť', '𝗍'],
  '-': ['‐', '–', '－', '_', '.', ' '],
};
const UNSEEN = ['', '\u200b', '\u200d', '\u00ad', '\u0301', '\u202e', '\ufeff'];
const BEFORE = ['', '', '', '.', '-', '_', ' ', 'x.', '*.', 'xn--', '\\'];
const AFTER = ['', '', '', '.', '..', '-', ' ', '\u0000', '\t', '-2', '.x', '\\.', '/32'];

/**
 * Names that claim to be a label of a domain: in other case, by look-alikes, with what nobody sees, with dots and labels
 * before and behind it. `next` gives numbers.
 */
export function claimedName(label: string, domain: string, next: () => number): string {
  const one = <T>(choices: readonly T[]): T => choices[next() % choices.length] as T;
  const letters = Array.from(label, (letter) => {
    const written = next() % 4 === 0 ? one(LOOK_ALIKES[letter] ?? [letter]) : letter;
    const cased = next() % 4 === 0 ? written.toUpperCase() : written;
    return next() % 16 === 0 ? cased + one(UNSEEN) : cased;
  });
  const name = next() % 8 === 0 ? label : letters.join('');
  const below = next() % 4 === 0 ? `.${domain}` : '';
  return one(BEFORE) + name + below + one(AFTER);
}

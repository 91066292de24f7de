import { FILTER_KEY_NAMES, FILTER_KEYS, type FilterKey, type NodeFilter, narrowedBy } from './list-filter.ts';
import { parseRttBounds } from './rtt-bounds.ts';

/** What was typed into the search box, taken apart. */
export interface SearchWords {
  /** The filter with what was understood. */
  readonly filter: NodeFilter;
  /** What stays in the box. */
  readonly rest: string;
  /** What is wrong with it, in a sentence. */
  readonly problem: string | undefined;
}

/** Other words that people use for a value. */
const ALIASES: Record<string, string> = { none: 'unknown', neverseen: 'never', nopath: 'none' };

/**
 * Takes `key:value` words out of a text and puts them into the filter. The word at the end may still be being
 * typed: it is taken only when `finished`, and a half one is not searched for.
 */
export function takeSearchWords(text: string, filter: NodeFilter, finished: boolean): SearchWords {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const isLastOpen = !finished && !/\s$/.test(text);
  let narrowed: NodeFilter = filter;
  let problem: string | undefined;
  const kept: string[] = [];
  const searched: string[] = [];
  words.forEach((word, index) => {
    const [, key, value] = /^([a-z]+):(.*)$/i.exec(word) ?? [];
    const known = SEARCH_KEYS.find((name) => name === key?.toLowerCase());
    if (known === undefined || value === undefined) {
      kept.push(word);
      searched.push(word);
      return;
    }
    const isOpen = isLastOpen && index === words.length - 1;
    const next = isOpen ? undefined : narrowedByWord(narrowed, known, value);
    if (next === undefined) {
      kept.push(word);
      if (!isOpen) problem = problemOf(known, value);
    } else narrowed = next;
  });
  return { filter: { ...narrowed, search: searched.join(' ') }, rest: kept.join(' '), problem };
}

const SEARCH_KEYS = [...FILTER_KEY_NAMES, 'rtt'] as const;

/** The filter with what a word asks for; undefined where it cannot be understood. */
function narrowedByWord(
  filter: NodeFilter,
  key: (typeof SEARCH_KEYS)[number],
  value: string,
): NodeFilter | undefined {
  if (key === 'rtt') {
    const bounds = parseRttBounds(value);
    return bounds && { ...filter, ...bounds };
  }
  const values = valuesOf(key, value);
  const before: readonly string[] = filter[FILTER_KEYS[key].list];
  return values && narrowedBy(filter, key, [...before, ...values]);
}

/** The values that a word names; undefined where one of them is none. */
function valuesOf(key: FilterKey, text: string): string[] | undefined {
  const known: readonly string[] = FILTER_KEYS[key].values;
  const found = text.split(',').map((word) => {
    const plain = simplified(word);
    const exact = known.find((value) => simplified(value) === plain);
    return exact ?? known.find((value) => value === ALIASES[plain]);
  });
  return found.every((value) => value !== undefined) ? found : undefined;
}

function problemOf(key: FilterKey | 'rtt', value: string): string {
  if (key === 'rtt') return `"${value}" is no round trip. Try rtt:>100 or rtt:>20,<100, in milliseconds.`;
  const known = FILTER_KEYS[key].values.map((word) =>
    word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  );
  return `There is no ${key} called "${value}". Try ${known.slice(0, -1).join(', ')} or ${known.at(-1)}.`;
}

function simplified(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

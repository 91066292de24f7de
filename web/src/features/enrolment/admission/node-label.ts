const MAX_LENGTH = 63;
/**
 * Names that programs ask for by themselves and believe: this machine (RFC 6761), a proxy for all web traffic, a tunnel
 * for IPv6, a mail server. The realm is a search domain of its nodes, so such a node would be asked.
 */
const ASKED_FOR_BY_PROGRAMS = new Set(['localhost', 'wpad', 'isatap', 'autodiscover', 'autoconfig']);

/**
 * The DNS label (RFC 1035 section 2.3.1, with a digit allowed in front) of a name as a person writes it: accents
 * dropped, lower case, everything else a hyphen, at most 63 characters, `-node` behind a name that programs ask for by
 * themselves. Undefined when nothing is left.
 */
export function nodeLabelOf(name: string): string | undefined {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[\p{M}'’]/gu, '');
  const label = trimmed(trimmed(plain.replace(/[^a-z0-9]+/g, '-')).slice(0, MAX_LENGTH));
  if (ASKED_FOR_BY_PROGRAMS.has(label)) return `${label}-node`;
  return label === '' ? undefined : label;
}

/** The label with a number at its end, shortened so that both fit. */
export function numberedLabel(label: string, number: number): string {
  const end = `-${number}`;
  return trimmed(label.slice(0, MAX_LENGTH - end.length)) + end;
}

function trimmed(label: string): string {
  return label.replace(/^-+|-+$/g, '');
}

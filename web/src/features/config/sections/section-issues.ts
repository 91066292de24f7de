import { type ConfigSections, configSectionsSchema } from '@ntmobile/shared/fleet';

/** What is wrong with one value, by its place: `dc.0.publicKey`. */
export interface SectionIssue {
  readonly place: string;
  readonly message: string;
}

/** Words by the last part of a place that is a name. */
const WORDS: Record<string, string> = {
  endpoints: 'Write endpoints as 192.0.2.1:3479 or [2001:db8::1]:3479, one to four.',
  publicKey: 'A public key has 43 characters of base64url.',
  region: 'At most 32 characters.',
  priority: 'A whole number from 0 to 65,535.',
  prefixes: 'Write one to eight prefixes as 198.18.0.0/15.',
  searchDomain: 'A domain in lower case, such as ntm.internal.',
  upstream: 'At most four addresses.',
  intervalSeconds: 'A whole number of seconds from 10 to 3,600.',
  dc: 'One to eight coordinators.',
  rs: 'At most eight relays.',
};

/** What keeps sections from being pushed; one issue for each place. */
export function sectionIssues(sections: ConfigSections): SectionIssue[] {
  const parsed = configSectionsSchema.safeParse(sections);
  const issues = new Map<string, string>();
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const place = placeOf(path);
      issues.set(place, WORDS[place.split('.').at(-1) ?? ''] ?? message);
    }
  }
  sections.dc.forEach((coordinator, index) => {
    const first = sections.dc.findIndex((other) => other.publicKey === coordinator.publicKey);
    if (first !== index) issues.set(`dc.${index}.publicKey`, `The same key as coordinator ${first + 1}.`);
  });
  return [...issues].map(([place, message]) => ({ place, message }));
}

/** A list's items share the place of the list, except rows, which are numbered. */
function placeOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  const shortened = typeof last === 'number' && path.length > 2 ? path.slice(0, -1) : path;
  return shortened.map(String).join('.');
}

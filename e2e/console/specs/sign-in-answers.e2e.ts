import { expect, test } from '../fixtures.ts';
import { PEOPLE } from '../people.ts';
import { FOREIGN_ADDRESSES } from '../stack/foreign-addresses.ts';
import { median, SignInClient } from '../stack/sign-in-client.ts';

/** Pairs of attempts; each comes from addresses of its own, so that no lock answers in place of the password. */
const PAIRS = 25;
/** A difference of ours is there in all of them; that of a busy machine goes away with more. */
const ROUNDS = { least: 2, most: 5 };
/** Between two attempts, so that neither waits for its turn among the sign-ins of all: two begin in each 200 ms. */
const PAUSE_MS = 120;

interface Answers {
  /** Milliseconds of each attempt. */
  readonly known: number[];
  readonly unknown: number[];
  /** Statuses and lengths. */
  readonly shapes: Set<string>;
}

/** Tries names that exist and others, and adds what they were told; says how much longer the former took of all so far. */
async function compare(client: SignInClient, answers: Answers, round: number): Promise<number> {
  for (let pair = 0; pair < PAIRS; pair++) {
    // In turn, so that whatever else the machine does meets both.
    for (const kind of ['known', 'unknown'] as const) {
      const username = kind === 'known' ? PEOPLE.viewer.username : `nobody-${String(pair).padStart(2, '0')}`;
      const from = `192.0.${round}.${pair + 1}`;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const answer = await client.try({ username, password: 'not the password', from });
      answers[kind].push(answer.ms);
      answers.shapes.add(`${answer.status} ${answer.length}`);
      if (kind === 'known') await client.forgetMisses(username);
    }
  }
  const [known, unknown] = [median(answers.known), median(answers.unknown)];
  console.log(
    `a name that exists took ${known.toFixed(1)} ms, others ${unknown.toFixed(1)} ms (medians of ${answers.known.length})`,
  );
  return known / unknown;
}

test('a name that exists and one that does not are told alike: status, length and time', async ({
  baseURL,
}) => {
  test.setTimeout(180_000);
  const client = new SignInClient(baseURL ?? '');
  const answers: Answers = { known: [], unknown: [], shapes: new Set() };
  let ratio = 0;
  for (let round = 1; round <= ROUNDS.most; round++) {
    ratio = await compare(client, answers, round);
    if (round >= ROUNDS.least && Math.abs(ratio - 1) < 0.1) break;
  }
  expect([...answers.shapes]).toHaveLength(1);
  expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
});

test('no address that a request names is led to: 64 forms, at the start of both sign-ins and on the page', async ({
  baseURL,
  page,
}) => {
  const client = new SignInClient(baseURL ?? '');
  expect(new Set(FOREIGN_ADDRESSES).size).toBe(64);
  const origin = new URL(baseURL ?? '').origin;
  for (const [index, callbackUrl] of FOREIGN_ADDRESSES.entries()) {
    const from = `198.51.100.${index + 1}`;
    const answer = await client.try({
      username: PEOPLE.viewer.username,
      password: PEOPLE.viewer.password,
      from,
      callbackUrl,
    });
    expect(answer.status, callbackUrl).toBe(200);
    expect(new URL(answer.url, origin).href, callbackUrl).toBe(`${origin}/`);
    for (const location of await client.places(callbackUrl, from)) {
      const leadsTo = new URL(location, origin);
      // The identity provider's own address is where its sign-in begins.
      expect([origin, client.providerOrigin], callbackUrl).toContain(leadsTo.origin);
    }
  }
  const query = new URLSearchParams({
    callbackUrl: '//evil.example',
    next: 'https://evil.example',
    error: '//evil.example',
  });
  await page.goto(`/login?${query}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(origin);
  const links = await page
    .locator('a[href], form[action]')
    .evaluateAll((found) => found.map((one) => one.getAttribute('href') ?? one.getAttribute('action') ?? ''));
  expect(links.filter((link) => link.includes('evil'))).toEqual([]);
});

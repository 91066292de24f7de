import { withDatabase } from './seed.ts';

interface Attempt {
  readonly username: string;
  readonly password: string;
  /** Source address, as a proxy on this machine would say it. */
  readonly from: string;
  readonly callbackUrl?: string;
}

/** How the console answered. */
export interface SignInAnswer {
  readonly status: number;
  /** Bytes of the body. */
  readonly length: number;
  /** Where it leads. */
  readonly url: string;
  readonly ms: number;
}

/** Signs in over HTTP past the page, from any address. */
export class SignInClient {
  readonly #baseUrl: string;
  #token: Promise<{ csrfToken: string; cookie: string }> | undefined;
  /** Origin of the identity provider, once it was asked. */
  providerOrigin = '';

  constructor(baseUrl: string) {
    // A console believes of a peer on this machine alone from where a request came.
    const url = new URL(baseUrl);
    url.hostname = '127.0.0.1';
    this.#baseUrl = url.origin;
  }

  async try({ from, ...fields }: Attempt): Promise<SignInAnswer> {
    const { csrfToken, cookie } = await this.#csrf();
    const startedAt = performance.now();
    const answer = await fetch(`${this.#baseUrl}/api/auth/callback/credentials`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'x-forwarded-for': from },
      body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }),
    });
    const text = await answer.text();
    const ms = performance.now() - startedAt;
    const url = text === '' ? '' : (JSON.parse(text) as { url: string }).url;
    return { status: answer.status, length: text.length, url, ms };
  }

  /** Everywhere that an address named at the start of a sign-in may come out again. */
  async places(callbackUrl: string, from: string): Promise<string[]> {
    const { csrfToken, cookie } = await this.#csrf();
    const named = new URLSearchParams({ callbackUrl });
    const provider = await fetch(`${this.#baseUrl}/api/auth/signin/oidc?${named}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'x-forwarded-for': from },
      body: new URLSearchParams({ csrfToken, callbackUrl, json: 'true' }),
    });
    const found = [provider.headers.get('location') ?? '/'];
    if (provider.ok) {
      const { url } = (await provider.json()) as { url: string };
      this.providerOrigin = new URL(url, this.#baseUrl).origin;
      found.push(url);
    }
    const kept = provider.headers.getSetCookie().find((line) => line.includes('callback-url='));
    if (kept !== undefined) found.push(decodeURIComponent(kept.split(';')[0]?.split('=')[1] ?? ''));
    const page = await fetch(`${this.#baseUrl}/login?${named}`, { redirect: 'manual' });
    found.push(page.headers.get('location') ?? '/');
    await page.body?.cancel();
    return found;
  }

  async forgetMisses(username: string): Promise<void> {
    await withDatabase((prisma) => prisma.loginFailure.deleteMany({ where: { username } }));
  }

  #csrf(): Promise<{ csrfToken: string; cookie: string }> {
    this.#token ??= fetch(`${this.#baseUrl}/api/auth/csrf`).then(async (answer) => ({
      ...((await answer.json()) as { csrfToken: string }),
      cookie: answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    }));
    return this.#token;
  }
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The number below which that share of the others lies. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

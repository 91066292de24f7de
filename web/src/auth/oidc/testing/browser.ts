import type { NextApiRequest, NextApiResponse } from 'next';
import NextAuth, { type AuthOptions } from 'next-auth';

type Cookies = Map<string, string>;

interface Answer {
  readonly location: string;
  readonly body: { csrfToken?: string; url?: string };
}

/** Somebody's browser at the console's sign-in: keeps its cookies, follows redirects between console and provider. */
export class Browser {
  /** Cookies of the console, by name. */
  readonly cookies: Cookies = new Map();
  readonly #options: () => AuthOptions;
  readonly #consoleUrl: string;

  constructor(consoleUrl: string, options: () => AuthOptions) {
    this.#consoleUrl = consoleUrl;
    this.#options = options;
  }

  /** Presses the button, which says where it is to lead. Returns the address at the provider. */
  async begin(callbackUrl = '/'): Promise<string> {
    const { csrfToken = '' } = (await this.#ask('GET', ['csrf'], {}, {})).body;
    const { url = '' } = (
      await this.#ask('POST', ['signin', 'oidc'], {}, { csrfToken, callbackUrl, json: 'true' })
    ).body;
    return url;
  }

  /** Signs in at the provider. Returns the address at the console that it leads back to. */
  async signInAtProvider(address: string): Promise<URL> {
    const jar: Cookies = new Map();
    let next = new URL(address);
    while (next.origin !== this.#consoleUrl) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
      for (const line of answer.headers.getSetCookie()) keep(jar, line);
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`${answer.status} at ${next}: ${await answer.text()}`);
      next = new URL(location, next);
    }
    return next;
  }

  /** Comes back to the console. Returns where it leads. */
  async comeBack(address: URL): Promise<string> {
    const query = Object.fromEntries(address.searchParams);
    return (await this.#ask('GET', ['callback', 'oidc'], query, {})).location;
  }

  async #ask(method: string, nextauth: string[], query: object, body: object): Promise<Answer> {
    let location = '';
    let answered: unknown = {};
    const headers = new Map<string, string | string[]>();
    const response = {
      status: () => response,
      getHeader: (name: string) => headers.get(name.toLowerCase()),
      setHeader: (name: string, value: string | string[]) => {
        headers.set(name.toLowerCase(), value);
        if (name === 'Location') location = String(value);
        return response;
      },
      json: (value: unknown) => {
        answered = value;
      },
      send: (value: unknown) => {
        answered = value;
      },
      end: () => {},
    };
    const request = { method, query: { nextauth, ...query }, body, headers: {} };
    await NextAuth(
      { ...request, cookies: Object.fromEntries(this.cookies) } as unknown as NextApiRequest,
      response as unknown as NextApiResponse,
      this.#options(),
    );
    for (const line of [headers.get('set-cookie') ?? []].flat()) keep(this.cookies, line);
    return { location, body: (answered ?? {}) as Answer['body'] };
  }
}

function keep(jar: Cookies, line: string): void {
  const [pair = ''] = line.split(';');
  const at = pair.indexOf('=');
  jar.set(pair.slice(0, at), decodeURIComponent(pair.slice(at + 1)));
}

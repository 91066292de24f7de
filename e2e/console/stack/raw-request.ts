import { type OutgoingHttpHeaders, request } from 'node:http';

/** What was answered, as it came: no redirect is followed. */
export interface RawAnswer {
  readonly status: number;
  /** Heads and body as one text, to search in. */
  readonly whole: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

interface RawRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

const ANSWERED_WITHIN_MS = 60_000;

/** Sends a path as it is written: nothing of it is tidied up on the way. */
export function rawRequest(base: string, path: string, of: RawRequest = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = of;
    const options = { hostname, port, path, method, headers, agent: false, timeout: ANSWERED_WITHIN_MS };
    const sent = request(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        const status = response.statusCode ?? 0;
        resolve({
          status,
          whole: `${response.rawHeaders.join('\n')}\n${text}`,
          headers: response.headers,
          body: text,
        });
      });
    });
    sent.once('timeout', () => sent.destroy(new Error(`${method} ${path} was not answered in time`)));
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Signs in as a page would and returns the cookies that open the console. */
export async function cookiesOf(
  base: string,
  person: { username: string; password: string },
): Promise<string> {
  const csrf = await rawRequest(base, '/api/auth/csrf');
  const { csrfToken } = JSON.parse(csrf.body) as { csrfToken: string };
  const first = cookiesIn(csrf);
  const answer = await rawRequest(base, '/api/auth/callback/credentials', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: first },
    body: new URLSearchParams({ ...person, csrfToken, json: 'true' }).toString(),
  });
  const session = cookiesIn(answer);
  if (!session.includes('session')) throw new Error(`not signed in: ${answer.status} ${answer.body}`);
  return `${first}; ${session}`;
}

const cookiesIn = ({ headers }: RawAnswer) =>
  (headers['set-cookie'] as string[] | undefined)?.map((cookie) => cookie.split(';')[0]).join('; ') ?? '';

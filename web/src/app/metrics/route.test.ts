import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startPeople } from '../../trpc/testing/people.ts';

vi.mock('server-only', () => ({}));

const TOKEN = 'token-of-this-test-not-used-elsewhere';
vi.stubEnv('NTM_METRICS_TOKEN', TOKEN);
let people: Awaited<ReturnType<typeof startPeople>>;
beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());

/** Enrolments by what was answered, as Prometheus reads them. */
async function enrolments(): Promise<Record<string, number>> {
  const { GET } = await import('./route.ts');
  const headers = { authorization: `Bearer ${TOKEN}` };
  const text = await (await GET(new Request('http://localhost:3000/metrics', { headers }))).text();
  const found = text.matchAll(/^ntm_console_enrolments_total\{answer="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, answer, count]) => [answer, Number(count)]));
}

async function ask(body: string, type: string): Promise<number> {
  const { POST } = await import('../api/enrol/route.ts');
  const request = { method: 'POST', headers: { 'content-type': type }, body };
  return (await POST(new Request('http://localhost:3000/api/enrol', request))).status;
}

it('tells of each way an enrolment is answered how often it was, from zero on', async () => {
  const before = await enrolments();
  expect(Object.keys(before)).toEqual(expect.arrayContaining(['admitted', 'keyExhausted', 'limited']));
  expect(new Set(Object.values(before))).toEqual(new Set([0]));
  expect(await ask('no request', 'application/octet-stream')).toBe(400);
  expect(await ask('no request', 'application/octet-stream')).toBe(400);
  expect(await ask('no request', 'text/plain')).toBe(415);
  expect(await enrolments()).toEqual({ ...before, unopened: 2, mediaType: 1 });
});

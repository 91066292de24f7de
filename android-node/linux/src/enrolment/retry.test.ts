import { expect, it } from 'vitest';
import { type EnrolmentOutcome, enrolUntilFinal } from './retry.ts';

async function run(outcomes: EnrolmentOutcome<string>[]) {
  const waits: number[] = [];
  const final = await enrolUntilFinal<string>({
    attempt: async () => outcomes.shift() ?? { kind: 'refused', code: 'end', message: '' },
    sleep: async (ms) => void waits.push(ms),
    random: () => 0.999_999,
    onWaiting: () => undefined,
  });
  return { final, waits: waits.map(Math.round) };
}

it('goes on after answers that are none, ever slower', async () => {
  const silence: EnrolmentOutcome<string> = { kind: 'unanswered', why: 'portal' };
  const { final, waits } = await run([...Array(8).fill(silence), { kind: 'enrolled', result: 'node' }]);
  expect(final).toEqual({ kind: 'enrolled', result: 'node' });
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

it('waits for approval at the server’s pace, at least 5 s', async () => {
  const { waits } = await run([
    { kind: 'pending', seconds: 0 },
    { kind: 'pending', seconds: 30 },
  ]);
  expect(waits).toEqual([5000, 30_000]);
});

it('takes a refusal as final', async () => {
  const { final, waits } = await run([{ kind: 'refused', code: 'expired', message: 'key expired' }]);
  expect(final.kind).toBe('refused');
  expect(waits).toEqual([]);
});

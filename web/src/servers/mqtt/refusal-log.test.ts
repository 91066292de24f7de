import { expect, it } from 'vitest';
import { type RefusalLine, RefusalLog } from './refusal-log.ts';

function filledLog() {
  const lines: RefusalLine[] = [];
  return { lines, log: new RefusalLog((line) => lines.push(line)) };
}

it('says a reason once a second however often it comes, with how often that was', () => {
  const { lines, log } = filledLog();
  for (let at = 0; at < 3_000; at++) log.refused('subscription denied', 'a', at);
  log.refused('publish denied', 'b', 2_999);
  expect(lines.map(({ reason, times }) => `${reason} ${times}`)).toEqual([
    'subscription denied 1',
    'subscription denied 1001',
    'subscription denied 2001',
    'publish denied 1',
  ]);
});

it('holds few reasons and short texts, whatever a stranger makes of them', () => {
  const { lines, log } = filledLog();
  for (let number = 0; number < 1_000; number++)
    log.refused(`${number} ${'x'.repeat(5_000)}`, 'y'.repeat(5_000), 0);
  expect(lines).toHaveLength(65);
  expect(lines.at(-1)?.reason).toBe('another reason');
  expect(JSON.stringify(lines).length).toBeLessThan(65 * 200);
});

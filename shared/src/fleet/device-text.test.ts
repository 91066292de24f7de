import { expect, test } from 'vitest';
import { configReportSchema } from './config-report.ts';
import { nodeEventSchema } from './event.ts';
import { fitForPeople, labelField } from './fields.ts';
import { telemetryTunnelSchema } from './telemetry.ts';

const ID = 'a'.repeat(26);
const counters = { sentBytes: 0, sentPackets: 0, receivedBytes: 0, receivedPackets: 0 };

/** Every text of its own that a device can say, by the field. */
const FIELDS: Record<string, (text: string) => boolean> = {
  'an event': (text) => nodeEventSchema.safeParse({ at: 1, kind: 'failed', text }).success,
  'the reason of a route': (why) => tunnel({ why }),
  'an endpoint': (endpoint) => tunnel({ endpoint }),
  'why a configuration was refused': (error) =>
    configReportSchema.safeParse({
      v: 1,
      node: ID,
      revision: 1,
      hash: '0'.repeat(64),
      status: 'rejected',
      bootId: ID,
      error,
    }).success,
  'its program at enrolment': (agent) => labelField(64).min(1).safeParse(agent).success,
};

function tunnel(change: { why?: string; endpoint?: string }): boolean {
  const given = { peer: ID, state: 'noPath', why: '', since: 1, ...counters, ...change };
  return telemetryTunnelSchema.safeParse(given).success;
}

/** What would begin a line of a log, obey a terminal, turn the text around, or not be kept by a database. */
const REFUSED = [
  'a\nb',
  'a\r',
  'a\tb',
  '\0',
  '\u001b[31m',
  '\u009b31m',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u202ea',
  '\u2066a\u2069',
  '\ud800',
  'a\udc00b',
  'x'.repeat(1_000_000),
];
/** Texts that only a page, a shell or a spreadsheet would take for something else. */
const TAKEN = ['<script>', '=1+1', '$(reboot)', "'; --", '🚌 to 大阪'];

test.each(Object.entries(FIELDS))('%s is one line of plain text of a bounded length', (_, takes) => {
  expect(REFUSED.filter(takes)).toEqual([]);
  expect(TAKEN.filter(takes)).toEqual(TAKEN);
});

test('text of a stranger is shown without what a field would refuse, whole characters up to its length', () => {
  const shown = REFUSED.map((text) => fitForPeople(text, 128));
  expect(shown.filter((text) => !labelField(128).safeParse(text).success)).toEqual([]);
  expect(fitForPeople('a\r\nb\u202ec', 128)).toBe('abc');
  expect(TAKEN.map((text) => fitForPeople(text, 128))).toEqual(TAKEN);
  expect(fitForPeople('12🚌', 3)).toBe('12');
  expect(fitForPeople('12🚌', 4)).toBe('12🚌');
});

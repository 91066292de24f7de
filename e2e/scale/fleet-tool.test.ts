import { expect, it } from 'vitest';
import { measureFleet } from './measure-fleet.ts';

const RUN_MS = 90_000;

it('runs a small fleet: registered, pushed to, every item in the database once', {
  timeout: RUN_MS,
}, async () => {
  const progress: string[] = [];
  const { figures, error } = await measureFleet(
    { nodes: 10, seconds: 1, push: true, faults: [] },
    { figure: () => undefined, progress: (sentence) => progress.push(sentence) },
    AbortSignal.timeout(RUN_MS),
  );
  expect(error).toBeUndefined();
  const value = (name: string) => figures[name]?.value;
  // How fast it is depends on who else uses the machine; that it comes about does not.
  for (const name of ['allRegisteredMs', 'allAtBrokerMs', 'pushAppliedMs', 'listP95Ms', 'coordinatorIdleCpu'])
    expect(value(name), name).toBeGreaterThan(0);
  expect(value('samplesProduced')).toBeGreaterThanOrEqual(10);
  expect(value('samplesRows')).toBe(value('samplesProduced'));
  expect(value('eventsProduced')).toBeGreaterThanOrEqual(10);
  expect(value('eventsRows')).toBe(value('eventsProduced'));
  expect(value('revisionsOfEachNode')).toBe(2);
  for (const name of ['samples', 'events', 'revisions']) {
    expect(value(`${name}Missing`), name).toBe(0);
    expect(value(`${name}Doubled`), name).toBe(0);
  }
  expect(value('revisionsUnapplied')).toBe(0);
  expect(progress.at(-1)).toMatch(/10 enrolled, 10 registered/);
});

it('ends and says so when it is told to, whatever it is doing', { timeout: RUN_MS }, async () => {
  const { pass, error } = await measureFleet(
    { nodes: 2, seconds: 60, push: false, faults: [] },
    { figure: () => undefined, progress: () => undefined },
    AbortSignal.timeout(50),
  );
  expect(pass).toBe(false);
  expect(error).toMatch(/starting the system/);
});

import { beforeAll, describe, expect, it } from 'vitest';
import { type Measurement, measureFleet } from './measure-fleet.ts';
import type { EngineKind } from './options.ts';
import { serversMissing } from './own-engines.ts';

const RUN_MS = 90_000;
/** Three faults, after each of which a whole fleet comes back, take longer than a fleet that is left alone. */
const RUN_WITH_FAULTS_MS = 240_000;
/** A run that was ended takes its system down, and only then says what it was doing. */
const TAKEN_DOWN_MS = 30_000;
const NODES = 10;
/** `npm test` runs this once more on the servers of a large installation. */
const ENGINES: EngineKind = process.env.NTM_TEST_BROKER === 'mosquitto' ? 'servers' : 'embedded';
const MISSING = ENGINES === 'servers' ? serversMissing() : undefined;
const TITLE = `a small fleet whose ${ENGINES} engines and coordinator are broken${MISSING ? ` (not run: ${MISSING})` : ''}`;

describe.skipIf(MISSING)(TITLE, () => {
  const progress: string[] = [];
  let run: Measurement;
  const value = (name: string) => run.figures[name]?.value;
  const judgedNotGood = (name: RegExp) =>
    Object.entries(run.figures).filter(([figure, { pass }]) => name.test(figure) && !pass);

  beforeAll(async () => {
    run = await measureFleet(
      {
        nodes: NODES,
        seconds: 1,
        push: true,
        faults: ['killCoordinator', 'killBroker', 'restartDatabase'],
        engines: ENGINES,
      },
      { figure: () => undefined, progress: (sentence) => progress.push(sentence) },
      AbortSignal.timeout(RUN_WITH_FAULTS_MS),
    );
  }, RUN_WITH_FAULTS_MS + TAKEN_DOWN_MS);

  it('runs: registered, pushed to, every item in the database once', () => {
    expect(run.error).toBeUndefined();
    // How fast it is depends on who else uses the machine; that it comes about does not.
    for (const name of [
      'allRegisteredMs',
      'allAtBrokerMs',
      'pushAppliedMs',
      'listP95Ms',
      'coordinatorIdleCpu',
    ])
      expect(value(name), name).toBeGreaterThan(0);
    expect(value('samplesProduced')).toBeGreaterThanOrEqual(NODES);
    expect(value('samplesRows')).toBe(value('samplesProduced'));
    expect(value('eventsProduced')).toBeGreaterThanOrEqual(NODES);
    expect(value('eventsRows')).toBe(value('eventsProduced'));
    for (const name of ['samples', 'events', 'revisions']) {
      expect(value(`${name}Missing`), name).toBe(0);
      expect(value(`${name}Doubled`), name).toBe(0);
    }
    expect(value('itemsGivenUp')).toBe(0);
    expect(value('revisionsUnapplied')).toBe(0);
    expect(progress.at(-1)).toMatch(/10 enrolled, 10 registered/);
  });

  it('is broken while telemetry flows and nodes take on what was pushed', () => {
    // As enrolled, pushed in peace, and in two faults.
    expect(value('revisionsOfEachNode')).toBe(4);
    for (const fault of ['killBroker', 'restartDatabase']) {
      expect(value(`${fault}CutOff`), fault).toBe(1);
      expect(value(`${fault}AppliedBefore`), fault).toBeGreaterThan(0);
    }
    for (const fault of ['killCoordinator', 'killBroker'])
      expect(value(`${fault}SamplesMeanwhile`), fault).toBeGreaterThan(0);
    expect(value('tunnelPacketsSent')).toBeGreaterThan(NODES);
  });

  it('is back within the limits, and each push ends right', () => {
    for (const fault of ['killCoordinator', 'killBroker']) {
      const { value: back, most } = run.figures[`${fault}BackMs`] ?? {};
      expect(back, fault).toBeGreaterThan(0);
      // The time that others took while the process started is none of its own.
      const taken = value(`${fault}StartWaitMs`) ?? 0;
      expect((back ?? 0) - taken, fault).toBeLessThanOrEqual(most ?? 0);
    }
    expect(value('restartDatabaseAppliedMs')).toBeGreaterThan(0);
    expect(
      judgedNotGood(/^(killCoordinator|killBroker|restartDatabase).*(AtBroker|Applied|Unregistered)/),
    ).toEqual([]);
    expect(judgedNotGood(/Otherwise$/)).toEqual([]);
  });

  it('loses and doubles no packet of its tunnels without the coordinator', () => {
    expect(judgedNotGood(/^tunnelPackets/)).toEqual([]);
    expect(value('tunnelPacketsLost')).toBe(0);
  });
});

it('ends and says so when it is told to, whatever it is doing', { timeout: RUN_MS }, async () => {
  const { pass, error } = await measureFleet(
    { nodes: 2, seconds: 60, push: false, faults: [], engines: 'embedded' },
    { figure: () => undefined, progress: () => undefined },
    AbortSignal.timeout(50),
  );
  expect(pass).toBe(false);
  expect(error).toMatch(/starting the system/);
});

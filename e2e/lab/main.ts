import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import { firstContactTime } from './scenarios/first-contact.ts';
import { floodCoordinator } from './scenarios/flood-coordinator.ts';
import { floodNode } from './scenarios/flood-node.ts';
import { hostileCoordinator } from './scenarios/hostile-coordinator.ts';
import { hostileNeighbour } from './scenarios/hostile-neighbour.ts';
import { hostileRoutes } from './scenarios/hostile-routes.ts';
import { interopCapture } from './scenarios/interop-capture.ts';
import { interopNewest } from './scenarios/interop-newest.ts';
import { interopRekey } from './scenarios/interop-rekey.ts';
import { interopStock, interopStockAll } from './scenarios/interop-stock.ts';
import { realm } from './scenarios/realm.ts';
import { realmRekey } from './scenarios/realm-rekey.ts';
import { stockPair } from './scenarios/stock-pair.ts';
import { tcpBesideOthers } from './scenarios/tcp-beside-others.ts';

const SCENARIOS: readonly Scenario[] = [
  stockPair,
  interopStock,
  interopStockAll,
  interopNewest,
  interopCapture,
  interopRekey,
  realm,
  realmRekey,
  firstContactTime,
  tcpBesideOthers,
  hostileCoordinator,
  floodCoordinator,
  floodNode,
  hostileNeighbour,
  hostileRoutes,
];

function list(): void {
  for (const { name, summary } of SCENARIOS) console.log(`${name.padEnd(24)}${summary}`);
}

function missingPrograms(scenario: Scenario): string[] {
  return scenario.programs.filter((program) => {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`]);
      return false;
    } catch {
      return true;
    }
  });
}

/** Runs one scenario and prints its one line of JSON, whatever happens. */
async function runScenario(scenario: Scenario, options: readonly string[]): Promise<boolean> {
  const head = { scenario: scenario.name, link: 'wire' };
  const loads = [loadavg()[0]];
  const missing = missingPrograms(scenario);
  if (process.getuid?.() !== 0 || missing.length > 0) {
    const error = missing.length > 0 ? `not installed: ${missing.join(', ')}` : 'needs root';
    console.log(JSON.stringify({ ...head, pass: false, error }));
    return false;
  }
  const lab = new Lab();
  let line: { pass: boolean; [figure: string]: unknown };
  try {
    const { pass, figures } = await Promise.race([scenario.run(lab, options), interruption()]);
    line = { ...figures, pass };
  } catch (error) {
    line = { pass: false, error: error instanceof Error ? error.message : String(error) };
  } finally {
    await lab.tearDown();
  }
  // Of the machine, before and after: what a time is worth.
  const loadAverage = [...loads, loadavg()[0]].join(' ');
  const congestionControlDefault = lab.congestionControl;
  console.log(JSON.stringify({ ...head, loadAverage, congestionControlDefault, ...line }));
  return line.pass;
}

/** Rejects when somebody ends the lab, which then takes everything down. */
function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
  });
}

const [name, ...options] = process.argv.slice(2);
const scenario = SCENARIOS.find((one) => one.name === name);
if (scenario) {
  // Whatever an interrupted scenario still waits for is not waited for.
  process.exit((await runScenario(scenario, options)) ? 0 : 1);
} else {
  list();
  if (name !== undefined && name !== '--help' && name !== '-h') {
    console.error(`no scenario "${name}"`);
    process.exitCode = 2;
  }
}

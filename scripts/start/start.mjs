import { join } from 'node:path';
import { bundleCoordinator } from '../prepare/coordinator-bundle.mjs';
import { generateDatabaseClient } from '../prepare/database-client.mjs';
import { hasDependencies, installDependencies } from '../prepare/dependencies.mjs';
import {
  buildNativeAddon,
  compilerProblem,
  hasNativeAddon,
  isNativeAddonBuilt,
} from '../prepare/native-addon.mjs';
import { root } from '../project.mjs';
import { Children } from './children.mjs';
import { buildConsole } from './console-build.mjs';
import { dataDirectoryProblem } from './data-directory.mjs';
import { migrate, openDatabase } from './database.mjs';
import { databaseReachProblem } from './database-reach.mjs';
import { childEnvironment } from './environment.mjs';
import { ensureKeys } from './keys.mjs';
import { hasConsole, hasCoordinator, parts } from './parts.mjs';
import { portProblems } from './ports.mjs';
import { untilReady } from './readiness.mjs';
import { readSettings } from './settings.mjs';
import { checkSettings } from './settings-check.mjs';
import { readSetupCode } from './setup-code.mjs';
import { StopRequest } from './stop-request.mjs';
import { sayBegun, sayFirstStart, sayStep, sayWhereToGo } from './words.mjs';

const READY_WITHIN_MS = 60_000;

/** Something the person at the terminal can put right; shown without a stack. */
class StartProblem extends Error {}

/** Starts everything, waits until it is to stop, and stops it, the database last. */
export async function start() {
  const request = new StopRequest();
  const cleanUps = [];
  try {
    const { unexpectedEnd } = await bringUp(request, cleanUps);
    const problem = await Promise.race([request.made, unexpectedEnd]);
    if (problem !== undefined) throw new StartProblem(problem);
  } catch (error) {
    if (!request.signal.aborted) {
      process.exitCode = 1;
      console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (cleanUps.length > 0) console.log('\nStopping.');
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
  request.dismiss();
}

async function bringUp(request, cleanUps) {
  const begun = performance.now();
  const settings = readSettings(process.env, root);
  const wanted = parts(settings);
  await checkMachine(wanted, settings);
  await prepare(settings, request.signal);

  const { database, env } = await step('Database', () => bringUpDatabase(settings, request, cleanUps));

  const children = new Children(join(settings.dataDirectory, 'logs'));
  request.onImpatience(() => children.kill());
  cleanUps.push(() => children.stop());
  const unexpectedEnd = Promise.race([children.unexpectedEnd, database.unexpectedEnd]);
  for (const part of wanted) {
    await step(capital(part.name), () => startPart(part, { children, env, unexpectedEnd, request }));
  }
  sayWhereToGo(settings, database.where, (performance.now() - begun) / 1000, readSetupCode(settings));
  return { unexpectedEnd };
}

/** Ports, directory and database are looked at before the long steps, so that nobody waits for a refusal. */
async function checkMachine(wanted, { dataDirectory, databaseUrl }) {
  const ports = wanted.flatMap((part) => part.ports);
  const compiler = hasNativeAddon() && !isNativeAddonBuilt() ? compilerProblem() : undefined;
  const directory = dataDirectoryProblem(dataDirectory);
  const [database, taken] = await Promise.all([databaseReachProblem(databaseUrl), portProblems(ports)]);
  const problems = [compiler, directory, database, ...taken].filter((one) => one !== undefined);
  if (problems.length > 0) throw new StartProblem(problems.join('\n'));
}

async function prepare(settings, signal) {
  if (!hasDependencies()) sayFirstStart();
  await step('Dependencies', () => installDependencies({ signal }));
  await step('Settings', () => checkSettings(settings, process.env, { signal }));
  if (hasNativeAddon()) await step('Data plane', () => buildNativeAddon({ signal }));
  await step('Database client', () => generateDatabaseClient({ signal }));
  if (hasCoordinator()) await step('Coordinator program', () => bundleCoordinator({ signal }));
  if (hasConsole()) await step('Console pages', () => buildConsole({ signal }));
}

async function bringUpDatabase(settings, { signal }, cleanUps) {
  const database = await openDatabase(settings);
  cleanUps.push(() => database.stop());
  const environment = () => childEnvironment(settings, database.url, process.env);
  const made = await Promise.all([
    migrate(settings, database.url, { signal }),
    ensureKeys(environment(), { signal }),
  ]);
  for (const result of made) refuse(result);
  return { database, env: environment() };
}

async function startPart(part, { children, env, unexpectedEnd, request }) {
  children.start({ name: part.name, words: part.words(), cwd: part.cwd, env });
  if (part.isReady === undefined) return;
  const decided = new AbortController();
  const ready = untilReady(part.isReady, READY_WITHIN_MS, decided.signal);
  const outcome = await Promise.race([
    ready.then((isReady) => (isReady ? undefined : `The ${part.name} does not answer.`)),
    unexpectedEnd,
    request.made,
  ]);
  decided.abort();
  if (outcome !== undefined) throw new StartProblem(outcome);
  request.signal.throwIfAborted();
}

/** Runs and times one step; its problem, if it has one, ends the start. */
async function step(title, work) {
  const begun = performance.now();
  sayBegun(title);
  const result = await work();
  refuse(result);
  const what = result?.made === false ? 'as before' : 'ready';
  sayStep(title, (performance.now() - begun) / 1000, what);
  return result;
}

function refuse(result) {
  if (result?.problem !== undefined) throw new StartProblem(result.problem);
}

const capital = (word) => `${word[0].toUpperCase()}${word.slice(1)}`;

/**
 * Entry point of `npm run fleet`. Progress and figures go to standard error as they come, one line of JSON to standard
 * output at the end. Exit code 0: every figure is good; 1: one is not, or the run broke; 2: the words make no sense.
 */
import { availableParallelism, loadavg } from 'node:os';
import { optionsOrExit } from '../command-line.ts';
import type { Figure } from './figures.ts';
import { measureFleet } from './measure-fleet.ts';
import { readOptions, USAGE } from './options.ts';

/** A run with everything takes less; one that hangs ends. */
const LONGEST_MS = 15 * 60_000;

const options = optionsOrExit(readOptions, USAGE);
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => ending.abort(new Error(`ended by ${signal}`)));
const longest = setTimeout(
  () => ending.abort(new Error('the run took too long')),
  LONGEST_MS + options.seconds * 1_000,
);
const { nodes, faults, engines } = options;
const head = { nodes, engines, faults, cores: availableParallelism(), loadBefore: loadavg()[0] };
const line = await measureFleet(options, { figure: tellFigure, progress: tell }, ending.signal);
clearTimeout(longest);
console.log(JSON.stringify({ ...head, ...line }));
process.exit(line.pass ? 0 : 1);

function tell(sentence: string): void {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${sentence} (load ${load})`);
  else console.error(`${sentence} (load ${load})`);
}

function tellFigure(name: string, { value, most, unit, pass }: Figure): void {
  const limit = most === undefined ? '' : ` (limit ${most})`;
  const judged = most === undefined ? '' : pass ? ' good' : ' NOT GOOD';
  const words = `${name} ${value ?? 'never'} ${unit}${limit}${judged}`;
  console.error(process.stderr.isTTY ? `\r\u001b[K${words}` : words);
}

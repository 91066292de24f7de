import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

const prefix = `ntmdp-${process.pid}`;

export const ends = {
  a: { namespace: `${prefix}-a`, address: '10.99.0.1' },
  b: { namespace: `${prefix}-b`, address: '10.99.0.2' },
} as const;
export type Side = keyof typeof ends;

const sides: readonly Side[] = ['a', 'b'];

export function inside(side: Side, ...words: string[]): string {
  return execFileSync('ip', ['netns', 'exec', ends[side].namespace, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Makes two namespaces and a veth pair between them. */
export function setUp(): void {
  for (const side of sides) execFileSync('ip', ['netns', 'add', ends[side].namespace]);
  execFileSync('ip', [
    ...['-n', ends.a.namespace, 'link', 'add', 'wire', 'type', 'veth'],
    ...['peer', 'name', 'wire', 'netns', ends.b.namespace],
  ]);
  for (const side of sides) {
    inside(side, 'ip', 'address', 'add', `${ends[side].address}/24`, 'dev', 'wire');
    inside(side, 'ip', 'link', 'set', 'lo', 'up');
    inside(side, 'ip', 'link', 'set', 'wire', 'up');
  }
}

/** Without segmentation offloads packets cross the pair one by one, as on a wire. */
export function switchOffloadsOff(): void {
  const off = ['tso', 'off', 'gso', 'off', 'tx-udp-segmentation', 'off', 'gro', 'off'];
  for (const side of sides) inside(side, 'ethtool', '-K', 'wire', ...off);
}

export function tearDown(): void {
  for (const side of sides) execFileSync('ip', ['netns', 'del', ends[side].namespace]);
}

/** Starts a program in a namespace and waits for its first line, or for nothing where it says none. */
export async function start(
  side: Side,
  words: readonly string[],
  waitForLine: boolean,
): Promise<ChildProcess> {
  const child = spawn('ip', ['netns', 'exec', ends[side].namespace, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (waitForLine) await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  return child;
}

export async function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

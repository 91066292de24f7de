import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('corpus/', import.meta.url));
/** What was kept for its coverage; other names tell what once failed, and stay. */
const KEPT_FOR_COVERAGE = /^[0-9a-f]{16}$/;

/** The kept inputs of a target, those that once failed first. */
export function readCorpus(target: string): Uint8Array[] {
  const folder = join(ROOT, target);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort();
  const failed = names.filter((name) => !KEPT_FOR_COVERAGE.test(name));
  const others = names.filter((name) => KEPT_FOR_COVERAGE.test(name));
  return [...failed, ...others].map((name) => new Uint8Array(readFileSync(join(folder, name))));
}

/** Replaces what is kept for its coverage. */
export function writeCorpus(target: string, inputs: readonly Uint8Array[]): void {
  const folder = join(ROOT, target);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (KEPT_FOR_COVERAGE.test(name)) rmSync(join(folder, name));
  for (const input of inputs) writeFileSync(join(folder, digestOf(input)), input);
}

/** Keeps an input that failed; returns where. */
export function keepFailure(target: string, input: Uint8Array): string {
  const folder = join(ROOT, target);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `failed-${digestOf(input)}`);
  writeFileSync(path, input);
  return path;
}

function digestOf(input: Uint8Array): string {
  return createHash('sha256').update(input).digest('hex').slice(0, 16);
}

#!/usr/bin/env node
// Explores one target of `fuzz/` with libFuzzer under the address and undefined behaviour sanitizers.
//   fuzz-native.mjs --target engine --seconds 60 [--merge] [--cover]
// New inputs go to build/fuzz/found/<target>; --merge then keeps those that reach something new in fuzz/corpus/<target>,
// as few and as small as libFuzzer finds, and all with a name of their own: what once failed. --cover prints the lines of the engine that the corpora reach instead.
// Ends with 0 where nothing was found, 1 where something was, 2 with a reason where this machine cannot compile it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileNative, root } from './native-program.mjs';

const compiler = process.env.NTM_CLANG ?? 'clang++-14';
const checks = ['-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=all'];
const coverage = ['-fsanitize=fuzzer', '-fprofile-instr-generate', '-fcoverage-mapping'];

/** The targets: the folders of the corpora. */
const targets = readdirSync(join(root, 'fuzz', 'corpus')).sort();

function run(program, target, words, environment = {}) {
  const env = { ...process.env, NTM_FUZZ_TARGET: target, ...environment };
  return spawnSync(program, words, { stdio: 'inherit', env }).status ?? 1;
}

async function compile(name, sanitizers) {
  const made = await compileNative({
    folder: join(root, 'build', name),
    compiler,
    sanitizers,
    sourceFolders: ['fuzz'],
    without: 'fuzz/replay.cpp',
  });
  if ('program' in made) return made.program;
  if ('cannot' in made) console.log(made.cannot);
  process.exit('cannot' in made ? 2 : 1);
}

async function explore(target, seconds, merge) {
  const program = await compile('fuzz', checks);
  const corpus = join(root, 'fuzz', 'corpus', target);
  const found = join(root, 'build', 'fuzz', 'found', target);
  mkdirSync(found, { recursive: true });
  const words = [`-max_total_time=${seconds}`, '-max_len=6000', '-timeout=10', '-rss_limit_mb=1024'];
  const quiet = ['-print_final_stats=1', '-verbosity=0', `-artifact_prefix=${found}-`];
  const outcome = run(program, target, [...words, ...quiet, found, corpus]);
  if (outcome !== 0 || !merge) return outcome;
  const merged = join(root, 'build', 'fuzz', `merged-${target}`);
  rmSync(merged, { recursive: true, force: true });
  mkdirSync(merged);
  const status = run(program, target, ['-merge=1', '-max_len=6000', merged, corpus, found]);
  if (status !== 0) return status;
  for (const file of readdirSync(corpus)) if (/^[0-9a-f]{40}$/.test(file)) rmSync(join(corpus, file));
  cpSync(merged, corpus, { recursive: true });
  return 0;
}

async function cover() {
  const program = await compile('fuzz-coverage', coverage);
  const folder = join(root, 'build', 'fuzz-coverage');
  const profiles = targets.map((target) => {
    const raw = join(folder, `${target}.profraw`);
    run(program, target, ['-runs=0', join(root, 'fuzz', 'corpus', target)], { LLVM_PROFILE_FILE: raw });
    return raw;
  });
  const tool = (name) => compiler.replace('clang++', name);
  const data = join(folder, 'all.profdata');
  spawnSync(tool('llvm-profdata'), ['merge', '-o', data, ...profiles], { stdio: 'inherit' });
  const words = ['report', program, `-instr-profile=${data}`, join(root, 'engine'), join(root, 'drivers')];
  return spawnSync(tool('llvm-cov'), words, { stdio: 'inherit' }).status ?? 1;
}

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    merge: { type: 'boolean', default: false },
    cover: { type: 'boolean', default: false },
  },
});
if (values.cover) process.exitCode = await cover();
else if (values.target !== undefined && targets.includes(values.target)) {
  process.exitCode = await explore(values.target, Number(values.seconds), values.merge);
} else {
  console.error(`Name a target: --target ${targets.join(', ')}.`);
  process.exitCode = 2;
}

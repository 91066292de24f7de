import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** The files of a rule that the compiler wrote (-MMD): the source and its headers, but those of the system. */
function dependencies(rule) {
  const [, names = ''] = rule.split(/:\s/, 2);
  return names.split(/[\s\\]+/).filter((name) => name !== '');
}

/** What an object was made from: the command, the compiler itself, and the bytes of each file. */
function stampOf({ root, command, version, files }) {
  const hash = createHash('sha256').update(JSON.stringify([command, version, files]));
  for (const file of files) hash.update(readFileSync(join(root, file))).update('\0');
  return hash.digest('hex');
}

/** Whether the object stands there, made from these very files by this very command. */
function isCurrent({ object, ...made }) {
  const paths = [object, `${object}.d`, `${object}.stamp`];
  if (!paths.every((path) => existsSync(path))) return false;
  const files = dependencies(readFileSync(`${object}.d`, 'utf8'));
  if (!files.every((file) => existsSync(join(made.root, file)))) return false;
  return readFileSync(`${object}.stamp`, 'utf8') === stampOf({ ...made, files });
}

/** Compiles one; false where the compiler refuses, which has then said why. */
function compileObject({ object, compiler, ...made }) {
  if (isCurrent({ object, ...made })) return true;
  const words = [...made.command, '-MMD', '-MF', `${object}.d`, '-o', object];
  return new Promise((resolve) => {
    const child = spawn(compiler, words, { cwd: made.root, stdio: 'inherit' });
    child.on('error', () => resolve(false));
    child.on('exit', (status) => {
      if (status === 0) {
        const files = dependencies(readFileSync(`${object}.d`, 'utf8'));
        writeFileSync(`${object}.stamp`, stampOf({ ...made, files }));
      }
      resolve(status === 0);
    });
  });
}

/**
 * Compiles sources to objects, as many at once as the machine has cores, and none that was made from the same before.
 * @param {{ root: string, compiler: string, words: string[], sources: string[], folder: string }} what `sources`:
 *   relative to `root`, in which the compiler runs; `words`: its options; `folder`: absolute, keeps the objects
 * @returns {Promise<string[] | undefined>} the objects in the sources' order, undefined where one failed
 */
export async function compileObjects({ root, compiler, words, sources, folder }) {
  mkdirSync(folder, { recursive: true });
  const version = spawnSync(compiler, ['--version'], { encoding: 'utf8' }).stdout;
  const waiting = sources.map((source) => ({
    root,
    compiler,
    version,
    command: [...words, '-c', source],
    object: join(folder, `${source.replaceAll('/', '-')}.o`),
  }));
  const objects = waiting.map(({ object }) => object);
  let sound = true;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && sound; next = waiting.shift()) {
      sound = (await compileObject(next)) && sound;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return sound ? objects : undefined;
}

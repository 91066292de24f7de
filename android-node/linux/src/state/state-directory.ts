import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Directory in which a node keeps what must survive: mode 0700, files 0600. A file is replaced by writing a new
 * one, syncing it, renaming it over the old one and syncing the directory, so a crash leaves the old or the new
 * content, never a part. It must belong to the user that runs the node: who owns a directory can put files of their
 * own in the place of the node's.
 */
export class StateDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    makeDirectory(path);
    refuseForeign(path);
    chmodSync(path, 0o700);
  }

  /** A directory inside this one. */
  child(name: string): StateDirectory {
    return new StateDirectory(join(this.path, name));
  }

  /** Content of a file, or undefined when it does not exist. */
  read(name: string): string | undefined {
    try {
      return readFileSync(join(this.path, name), 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  /** Durable when it returns. */
  write(name: string, content: string): void {
    const path = join(this.path, name);
    const fresh = `${path}.new`;
    writeDurably(fresh, content);
    renameSync(fresh, path);
    syncDirectory(dirname(path));
  }

  /** As `write`, unless the file exists, made by another process perhaps: then that one stays. */
  create(name: string, content: string): void {
    const path = join(this.path, name);
    const fresh = `${path}.${process.pid}.new`;
    writeDurably(fresh, content);
    try {
      linkSync(fresh, path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    } finally {
      rmSync(fresh, { force: true });
    }
    syncDirectory(dirname(path));
  }

  remove(name: string): void {
    rmSync(join(this.path, name), { force: true });
  }

  /** Names of the files, without those half-written by a crash. */
  list(): string[] {
    const entries = readdirSync(this.path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.new'))
      .map((entry) => entry.name);
  }
}

/** Makes the directory where it is missing; that it is closed to this user is told as the system says it. */
function makeDirectory(path: string): void {
  try {
    makeEach(path);
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('a file'), { code: 'ENOTDIR' });
  } catch (error) {
    if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) throw error;
    const why = error instanceof Error && 'code' in error ? error.code : error;
    throw new Error(`the state directory ${path} cannot be made (${why}): choose another one with --state`, {
      cause: error,
    });
  }
}

/**
 * Each missing directory by itself: `mkdir` of Node with `recursive` tries for ever where the kernel takes no new name,
 * as below /proc.
 */
function makeEach(path: string): void {
  if (existsSync(path)) return;
  makeEach(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

function refuseForeign(path: string): void {
  const { uid } = statSync(path);
  const own = process.geteuid?.();
  if (own === undefined || uid === own) return;
  throw new Error(
    `the state directory ${path} belongs to user ${uid}, not to user ${own} that runs the node: ` +
      `give it to this user (chown -R ${own} ${path}), or choose another one with --state`,
  );
}

function writeDurably(path: string, content: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    // Whole or not at all: one write may take a part only, where the disk fills.
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

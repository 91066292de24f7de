import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../../web', import.meta.url));
const BUILT = join(WEB, process.env.NTM_NEXT_DIR || '.next');
/** Beside the other results of a run. */
const SHADOW = fileURLToPath(new URL('../../results/console-without-proxy', import.meta.url));
/** Files of a build that say which requests pass the proxy. */
const MANIFESTS: Record<string, (text: string) => string> = {
  'functions-config-manifest.json': () => JSON.stringify({ version: 1, functions: {} }),
  'middleware-manifest.json': (text) =>
    JSON.stringify({ ...JSON.parse(text), middleware: {}, sortedMiddleware: [] }),
};
const READY_WITHIN_MS = 60_000;

/** A console from the same build in which no request passes the proxy, over the database of the stack. */
export async function startWithoutProxy(): Promise<{ base: string; stop(): Promise<void> }> {
  buildWithoutProxy();
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const script = createRequire(join(WEB, 'package.json')).resolve('next/dist/bin/next');
  const child = spawn(
    process.execPath,
    [script, 'start', '--port', String(port), '--hostname', '127.0.0.1'],
    {
      cwd: WEB,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        DATABASE_URL: process.env.E2E_DATABASE_URL,
        NTM_NEXT_DIR: relative(WEB, SHADOW),
        NTM_CONSOLE_URL: base,
        NEXTAUTH_URL: base,
        NEXTAUTH_SECRET: randomBytes(32).toString('base64url'),
      },
    },
  );
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(SHADOW, { recursive: true, force: true });
  };
  try {
    await untilReady(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { base, stop };
}

/** The build once more, by links to it, but for the files that name the proxy. */
function buildWithoutProxy(): void {
  rmSync(SHADOW, { recursive: true, force: true });
  mkdirSync(join(SHADOW, 'server'), { recursive: true });
  for (const name of readdirSync(BUILT)) {
    if (name !== 'server') symlinkSync(join(BUILT, name), join(SHADOW, name));
  }
  for (const name of readdirSync(join(BUILT, 'server'))) {
    const [from, to] = [join(BUILT, 'server', name), join(SHADOW, 'server', name)];
    const change = MANIFESTS[name];
    if (change === undefined) symlinkSync(from, to);
    else writeFileSync(to, change(readFileSync(from, 'utf8')));
  }
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('not ready in time')), READY_WITHIN_MS);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    child.stdout?.on('data', (text: Buffer) => {
      if (!text.includes('Ready in')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

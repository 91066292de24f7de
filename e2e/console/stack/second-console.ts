import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ended, freePorts } from './start-stack.ts';

const WEB = fileURLToPath(new URL('../../../web', import.meta.url));
const READY_WITHIN_MS = 60_000;

/** Why there is no second console beside the stack under test; undefined when there can be one. */
export function secondConsoleObstacle(): string | undefined {
  const known = process.env.E2E_DATABASE_URL !== undefined && process.env.E2E_DATA_DIR !== undefined;
  return known ? undefined : 'E2E_DATA_DIR is missing: the folder of the keys of the system under test';
}

/**
 * Another console process on the stack's database and keys, on loopback. It calls itself `localhost` as passkeys need it,
 * or by a name that the browser of the test leads there.
 */
export async function startSecondConsole(
  name = 'localhost',
): Promise<{ url: string; stop(): Promise<void> }> {
  const [port] = await freePorts(1);
  const url = `http://${name}:${port}`;
  const next = createRequire(`${WEB}/package.json`).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'start', '--port', String(port), '--hostname', '127.0.0.1'], {
    cwd: WEB,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: process.env.E2E_DATABASE_URL,
      NTM_DATA_DIR: process.env.E2E_DATA_DIR,
      NTM_CONSOLE_URL: url,
      NTM_CONSOLE_PORT: String(port),
      NTM_METRICS_PORT: '',
    },
  });
  const endsAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/login`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { url, stop: () => ended(child) };
    if (Date.now() > endsAt || child.exitCode !== null) {
      await ended(child);
      throw new Error(`The second console did not answer at ${url}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

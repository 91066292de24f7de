import { spawn, spawnSync } from 'node:child_process';
import { root } from '../project.mjs';

/** @typedef {{ passed: boolean, output: string, seconds: number }} CommandResult */

/**
 * Runs a program to its end. Its output is collected.
 * @param {string[]} words program and arguments
 * @param {{ cwd?: string, env?: Record<string, string>, signal?: AbortSignal }} [options]
 *   `signal` ends the program early
 * @returns {Promise<CommandResult>}
 */
export function runCommand([program, ...rest], options = {}) {
  const { cwd = root, env = {}, signal } = options;
  const begun = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, rest, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    });
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => {
      output += `${error.message}\n`;
    });
    child.once('close', (code) =>
      resolve({ passed: code === 0, output, seconds: (performance.now() - begun) / 1000 }),
    );
  });
}

/** Whether a program of that name can be run here. @param {string} program */
export function isInstalled(program) {
  return spawnSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' }).status === 0;
}

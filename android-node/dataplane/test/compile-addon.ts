import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Tests run against the sources as they are: compiles the addon if they changed. */
export default function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))], {
    stdio: 'inherit',
  });
}

/**
 * Writes the coordinator's process as one file of JavaScript, dist/coordinator.mjs, with a source map beside it: no
 * start has to translate TypeScript, which would cost a second of CPU while nodes wait after a crash. Packages of others
 * stay where they are.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
// MIT; the bundler that tsx already brings, and that the phone's bundle is made with.
import { build } from 'esbuild';

const OWN = '@ntmobile/';

await build({
  absWorkingDir: dirname(dirname(fileURLToPath(import.meta.url))),
  entryPoints: { coordinator: 'src/servers/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  plugins: [
    {
      name: 'packages of others',
      setup({ onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith(OWN) ? undefined : { external: true },
        );
      },
    },
  ],
});

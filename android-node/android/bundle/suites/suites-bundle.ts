import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { ROOT, sourceBundle } from '../pipeline/source-bundle.ts';

const RUNTIME = fileURLToPath(new URL('./runtime', import.meta.url));
const BOOT_CHECK = fileURLToPath(new URL('../src/boot-check.ts', import.meta.url));

interface Replacement {
  readonly imported: RegExp;
  /** Who imports it; everybody where this is left out. */
  readonly by?: RegExp;
  readonly replacement: string;
}

/** What the suites import, and what they get instead: their runner, and bounds that an interpreter can reach. */
const REPLACEMENTS: readonly Replacement[] = [
  { imported: /^vitest$/, replacement: 'vitest.ts' },
  { imported: /^fast-check$/, replacement: 'fast-check.ts' },
  { imported: /\/trial-count\.ts$/, replacement: 'trial-count.ts' },
  // The core's suites hold states to account, and this one every changed byte; other suites hold the curves.
  { imported: /^@ntmobile\/shared\/noble$/, replacement: 'quick-primitives.ts' },
  {
    imported: /\/crypto\/noble\.ts$/,
    by: /\/shared\/src\/enrolment\/exchange\.test\.ts$/,
    replacement: 'quick-primitives.ts',
  },
];

const replacements: Plugin = {
  name: 'replacements',
  setup(build) {
    for (const { imported, by = /./, replacement } of REPLACEMENTS) {
      build.onResolve({ filter: imported }, ({ importer }) =>
        dirname(importer) === RUNTIME || !by.test(importer)
          ? undefined
          : { path: join(RUNTIME, replacement) },
      );
    }
  },
};

/** `import text from './file?raw'` gives the file as text, as in Vitest. */
const rawText: Plugin = {
  name: 'raw text',
  setup(build) {
    build.onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(0, -'?raw'.length)),
      namespace: 'raw',
    }));
    build.onLoad({ filter: /.*/, namespace: 'raw' }, ({ path }) => ({
      contents: readFileSync(path, 'utf8'),
      loader: 'text',
    }));
  },
};

/**
 * One plain script that runs these test files when it is evaluated, and prints a report of each.
 * @param withoutTests titles of the tests that are left out
 */
export async function suitesBundle(
  files: readonly string[],
  withoutTests: readonly string[],
): Promise<string> {
  const suites = files.map(
    (file) => `[${JSON.stringify(file)}, () => require(${JSON.stringify(`./${file}`)})]`,
  );
  const contents = `
    import ${JSON.stringify(`${RUNTIME}/engine-gaps.ts`)};
    import ${JSON.stringify(BOOT_CHECK)};
    import { run } from ${JSON.stringify(`${RUNTIME}/run.ts`)};
    run([${suites.join(', ')}], ${JSON.stringify(withoutTests)});`;
  const entry = { stdin: { contents, resolveDir: ROOT, sourcefile: 'suites.js' } };
  return (await sourceBundle(entry, 'suites', [replacements, rawText])).text;
}

import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { type Dialect, lowered } from './lowering.ts';

/** The root of the tree; paths of programs are told below it. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * What esbuild lowers. The phone's Hermes compiles classes itself; the older machine that the suites run on knows
 * neither classes nor asynchronous functions, and gets the latter as generators.
 */
const SYNTAX: Readonly<Record<Dialect, Pick<BuildOptions, 'target' | 'supported'>>> = {
  phone: { target: 'es2022', supported: { 'async-generator': false, 'for-await': false } },
  suites: { target: 'es2016', supported: { bigint: true } },
};

export interface SourceBundle {
  /** One plain script. */
  readonly text: string;
  /** Bytes that each file of the tree or of a package contributes, by path below the root. */
  readonly parts: ReadonlyMap<string, number>;
}

/**
 * Bundles a program and all it imports into one plain script, which keeps the entry's exports in the global
 * `ntmobile`.
 * @throws when an import cannot be resolved or the syntax cannot be lowered
 */
export async function sourceBundle(
  entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  dialect: Dialect,
  plugins: Plugin[] = [],
): Promise<SourceBundle> {
  const { outputFiles, metafile } = await build({
    ...entry,
    ...SYNTAX[dialect],
    absWorkingDir: ROOT,
    bundle: true,
    format: 'iife',
    globalName: 'ntmobile',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import', 'default'],
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins,
  });
  const [output] = Object.values(metafile.outputs);
  const parts = Object.entries(output?.inputs ?? {}).map(
    ([path, { bytesInOutput }]) => [path, bytesInOutput] as const,
  );
  return { text: lowered(outputFiles[0]?.text ?? '', dialect), parts: new Map(parts) };
}

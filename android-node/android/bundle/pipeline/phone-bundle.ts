import { fileURLToPath } from 'node:url';
import { type SourceBundle, sourceBundle } from './source-bundle.ts';

const ENTRY = fileURLToPath(new URL('../src/entry.ts', import.meta.url));

/** The bundle of the core as the phone's compiler gets it. */
export function phoneBundle(): Promise<SourceBundle> {
  return sourceBundle({ entryPoints: [ENTRY] }, 'phone');
}

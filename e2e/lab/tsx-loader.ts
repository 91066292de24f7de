import { fileURLToPath, pathToFileURL } from 'node:url';

/** What `node --import` takes to run our TypeScript, wherever it is started. */
export const TSX_LOADER = pathToFileURL(
  fileURLToPath(new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url)),
).href;

import { environment } from '../../env.ts';
import { loadSecondFactorKey } from '../../keys/load-keys.ts';

let loaded: Promise<Uint8Array> | undefined;

/** The installation's key of sealed secrets, read once from its file. KeyFileError where it is missing or damaged. */
export function secondFactorKey(): Promise<Uint8Array> {
  loaded ??= loadSecondFactorKey(environment().dataDirectory).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

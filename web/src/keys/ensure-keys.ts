/** Creates the key files of an installation and prints their public halves: run before any server starts. */
import { base64UrlEncode } from '@ntmobile/shared';
import { createMissingKeys } from './create-missing-keys.ts';
import { loadKeys } from './load-keys.ts';

const dataDirectory = process.env.NTM_DATA_DIR ?? '.ntmobile';
const realmDomain = process.env.NTM_REALM_DOMAIN ?? 'ntm.internal';

await createMissingKeys(dataDirectory, realmDomain, new Date());
const keys = await loadKeys(dataDirectory);
const publicHalves = {
  realm: base64UrlEncode(keys.realm.publicKey),
  worker: base64UrlEncode(keys.worker.publicKey),
  signing: base64UrlEncode(keys.signing.publicKey),
};
process.stdout.write(`${JSON.stringify(publicHalves)}\n`);

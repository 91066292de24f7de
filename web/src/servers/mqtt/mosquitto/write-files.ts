import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrokerTls } from '../../../keys/load-keys.ts';
import { type MosquittoOptions, mosquittoFiles } from './mosquitto-files.ts';

const PLUGIN = 'mosquitto_dynamic_security.so';
const PLUGIN_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
];

/** Where mosquitto's plugin is installed; undefined where it is not. */
export function installedPlugin(): string | undefined {
  return PLUGIN_FOLDERS.map((folder) => join(folder, PLUGIN)).find((file) => existsSync(file));
}

/** What is written for a mosquitto, beside the certificate of the realm. */
export type WrittenOptions = Omit<MosquittoOptions, 'tls'> & {
  readonly tls: BrokerTls & Pick<MosquittoOptions['tls'], 'port' | 'address'>;
};

/** Writes everything that mosquitto reads, for its owner only, over what is there. Returns the configuration's path. */
export async function writeMosquittoFiles({ tls, ...options }: WrittenOptions): Promise<string> {
  const { directory } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const [certificateFile, keyFile] = [join(directory, 'broker.cert.pem'), join(directory, 'broker.key.pem')];
  const files = {
    'broker.cert.pem': tls.certificate,
    'broker.key.pem': tls.key,
    ...mosquittoFiles({ ...options, tls: { ...tls, certificateFile, keyFile } }),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(directory, name);
    await writeFile(file, text, { mode: 0o600 });
    await chmod(file, 0o600);
  }
  return join(directory, 'mosquitto.conf');
}

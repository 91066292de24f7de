/**
 * Writes the files of a mosquitto for this fleet: `npm run mosquitto -w @ntmobile/web -- <directory> [user]`, with the environment of
 * the coordinator. Exit code 1 and a sentence where something is missing.
 */
import { chown, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createPrismaClient } from '@ntmobile/prisma';
import { loadKeys } from '../../../keys/load-keys.ts';
import { readEnvironment } from '../../environment.ts';
import { ExpectedError } from '../../expected-error.ts';
import { credentialOfUrl } from '../broker-url.ts';
import { allEpochs } from '../node-epochs.ts';
import { nodeCredential } from './node-credential.ts';
import { systemIds } from './system-ids.ts';
import { installedPlugin, writeMosquittoFiles } from './write-files.ts';

async function main([target, user = 'mosquitto']: readonly string[]): Promise<string> {
  if (target === undefined)
    throw new ExpectedError(
      'Say where to write: npm run mosquitto -w @ntmobile/web -- /etc/mosquitto/ntmobile',
    );
  const environment = readEnvironment(process.env);
  const server = credentialOfUrl(environment.mqttUrl ?? 'mqtt://none');
  if (server.username === '' || server.password === '')
    throw new ExpectedError('Set MQTT_URL with the name and password that the coordinator is to have there.');
  const plugin = installedPlugin();
  if (plugin === undefined)
    throw new ExpectedError('mosquitto has no dynamic-security plugin here. Install mosquitto 2.0 or newer.');
  const directory = resolve(process.env.INIT_CWD ?? '.', target);
  const keys = await loadKeys(environment.dataDirectory);
  const configuration = await writeMosquittoFiles({
    directory,
    user,
    plugin,
    tls: { ...keys.brokerTls, port: environment.mqttsPort },
    plainPort: environment.mqttPort,
    server,
    nodes: await credentials(environment.databaseUrl, keys.brokerSecret),
  });
  await giveTo(user, directory);
  return configuration;
}

async function credentials(databaseUrl: string, brokerSecret: Uint8Array) {
  const prisma = createPrismaClient(databaseUrl, { connections: 1 });
  const epochs = await allEpochs(prisma).finally(() => prisma.$disconnect());
  return [...epochs].map(([node, epoch]) => nodeCredential(brokerSecret, node, epoch));
}

/** mosquitto reads its files as its own user and replaces the plugin's state in their folder. */
async function giveTo(user: string, directory: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const ids = await systemIds(user);
  if (ids === undefined)
    throw new ExpectedError(`This system has no user ${user}. Name another after the directory.`);
  const files = (await readdir(directory)).map((name) => join(directory, name));
  for (const path of [directory, ...files]) await chown(path, ids.user, ids.group);
}

try {
  const configuration = await main(process.argv.slice(2));
  process.stdout.write(`Written. Start it with: mosquitto -c ${configuration}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

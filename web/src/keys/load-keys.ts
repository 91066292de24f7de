import { join } from 'node:path';
import { ed25519PublicKey, noblePrimitives } from '@ntmobile/shared/noble';
import { KEY_FILES, KeyFileError, keyDirectory, readKeyBytes, readKeyText } from './key-files.ts';

/** A private key of 32 bytes with its public half. */
export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Key and certificate of a TLS server with the authority's certificate, PEM. */
export interface BrokerTls {
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}

/** Realm X25519 pair: enrolment; also read by the console. */
export function loadRealmKey(dataDirectory: string): Promise<KeyPair> {
  return loadX25519(dataDirectory, KEY_FILES.realm);
}

/** Worker X25519 pair: signalling. */
export function loadWorkerKey(dataDirectory: string): Promise<KeyPair> {
  return loadX25519(dataDirectory, KEY_FILES.worker);
}

/** Realm Ed25519 pair, the private half being the seed (RFC 8032): node records and configuration. */
export async function loadSigningKey(dataDirectory: string): Promise<KeyPair> {
  const privateKey = await loadBytes(dataDirectory, KEY_FILES.signing);
  return { privateKey, publicKey: ed25519PublicKey(privateKey) };
}

/** Secret from which broker passwords are derived; also read by the console. */
export function loadBrokerSecret(dataDirectory: string): Promise<Uint8Array> {
  return loadBytes(dataDirectory, KEY_FILES.broker);
}

/** Key that seals the secrets of authenticator apps, 32 bytes; read by the console. */
export function loadSecondFactorKey(dataDirectory: string): Promise<Uint8Array> {
  return loadBytes(dataDirectory, KEY_FILES.secondFactor);
}

/** What whoever reads metrics has to bring; undefined where an installation has none, so that nobody may. */
export async function loadMetricsToken(dataDirectory: string): Promise<string | undefined> {
  return (await readKeyText(join(keyDirectory(dataDirectory), KEY_FILES.metrics)))?.trim();
}

/** Certificate of the realm's authority, PEM. */
export function loadAuthorityCertificate(dataDirectory: string): Promise<string> {
  return loadText(dataDirectory, KEY_FILES.caCertificate);
}

/** What the broker's TLS listener needs. */
export async function loadBrokerTls(dataDirectory: string): Promise<BrokerTls> {
  return {
    key: await loadText(dataDirectory, KEY_FILES.brokerKey),
    certificate: await loadText(dataDirectory, KEY_FILES.brokerCertificate),
    authority: await loadAuthorityCertificate(dataDirectory),
  };
}

/** Every key of the coordinator's process. */
export interface Keys {
  readonly realm: KeyPair;
  readonly worker: KeyPair;
  readonly signing: KeyPair;
  readonly brokerSecret: Uint8Array;
  readonly brokerTls: BrokerTls;
}

/** Loads them; KeyFileError where one is missing or damaged. */
export async function loadKeys(dataDirectory: string): Promise<Keys> {
  return {
    realm: await loadRealmKey(dataDirectory),
    worker: await loadWorkerKey(dataDirectory),
    signing: await loadSigningKey(dataDirectory),
    brokerSecret: await loadBrokerSecret(dataDirectory),
    brokerTls: await loadBrokerTls(dataDirectory),
  };
}

async function loadX25519(dataDirectory: string, name: string): Promise<KeyPair> {
  const privateKey = await loadBytes(dataDirectory, name);
  return { privateKey, publicKey: noblePrimitives.x25519PublicKey(privateKey) };
}

async function loadBytes(dataDirectory: string, name: string): Promise<Uint8Array> {
  return present(name, await readKeyBytes(join(keyDirectory(dataDirectory), name)));
}

async function loadText(dataDirectory: string, name: string): Promise<string> {
  return present(name, await readKeyText(join(keyDirectory(dataDirectory), name)));
}

function present<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new KeyFileError(`${name} is missing; create the keys first`);
  return value;
}

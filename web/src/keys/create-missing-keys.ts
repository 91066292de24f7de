import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { brokerName } from './broker-name.ts';
import {
  type CertifiedKey,
  createAuthority,
  createBrokerCertificate,
  RENEW_BEFORE_MS,
} from './certificates.ts';
import {
  ensureKeyBytes,
  KEY_FILES,
  KeyFileError,
  makeKeyDirectory,
  readKeyText,
  writeKeyText,
} from './key-files.ts';

/**
 * Creates every key file that is missing and leaves the others as they are. The broker's certificate is made anew
 * when it nears its end, belongs to another authority or names another realm.
 */
export async function createMissingKeys(
  dataDirectory: string,
  realmDomain: string,
  now: Date,
): Promise<void> {
  const directory = await makeKeyDirectory(dataDirectory);
  const { realm, worker, signing, broker, session, secondFactor, metrics } = KEY_FILES;
  const secrets = [realm, worker, signing, broker, session, secondFactor, metrics];
  for (const name of secrets) await ensureKeyBytes(join(directory, name));
  const authority = await ensureAuthority(directory, realmDomain, now);
  await ensureBrokerCertificate(directory, authority, realmDomain, now);
}

async function ensureAuthority(directory: string, realmDomain: string, now: Date): Promise<CertifiedKey> {
  const files = [join(directory, KEY_FILES.caKey), join(directory, KEY_FILES.caCertificate)] as const;
  const found = await readPair(...files);
  if (found !== undefined) return found;
  const created = await createAuthority(realmDomain, now);
  await writePair(...files, created);
  return created;
}

async function ensureBrokerCertificate(
  directory: string,
  authority: CertifiedKey,
  realmDomain: string,
  now: Date,
): Promise<void> {
  const files = [join(directory, KEY_FILES.brokerKey), join(directory, KEY_FILES.brokerCertificate)] as const;
  const found = await readPair(...files);
  if (found !== undefined && servesBroker(found.certificate, authority, realmDomain, now)) return;
  await writePair(...files, await createBrokerCertificate(authority, realmDomain, now));
}

function servesBroker(pem: string, authority: CertifiedKey, realmDomain: string, now: Date): boolean {
  const certificate = new X509Certificate(pem);
  const endsLate = Date.parse(certificate.validTo) - now.getTime() > RENEW_BEFORE_MS;
  const issuer = new X509Certificate(authority.certificate).publicKey;
  return (
    endsLate && certificate.checkHost(brokerName(realmDomain)) !== undefined && certificate.verify(issuer)
  );
}

/** Key and certificate, or undefined where the certificate is missing: it is written last. */
async function readPair(keyFile: string, certificateFile: string): Promise<CertifiedKey | undefined> {
  const certificate = await readKeyText(certificateFile);
  if (certificate === undefined) return undefined;
  const key = await readKeyText(keyFile);
  if (key === undefined) throw new KeyFileError(`${keyFile} is missing beside its certificate`);
  return { key, certificate };
}

async function writePair(keyFile: string, certificateFile: string, pair: CertifiedKey): Promise<void> {
  await writeKeyText(keyFile, pair.key);
  await writeKeyText(certificateFile, pair.certificate);
}

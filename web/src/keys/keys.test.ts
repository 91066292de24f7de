import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { formatNodeId } from '@ntmobile/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerPassword, passwordsEqual } from './broker-password.ts';
import { createMissingKeys } from './create-missing-keys.ts';
import { KEY_FILES, keyDirectory } from './key-files.ts';
import { loadKeys } from './load-keys.ts';

const REALM = 'ntm.internal';
const NOW = new Date();
let dataDirectory: string;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'ntm-keys-'));
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

async function contents(): Promise<Record<string, string>> {
  const directory = keyDirectory(dataDirectory);
  const names = await readdir(directory);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')])),
  );
}

describe('key files', () => {
  it('are all made once, for their owner only', async () => {
    await createMissingKeys(dataDirectory, REALM, NOW);
    const first = await contents();
    expect(Object.keys(first).sort()).toEqual(Object.values(KEY_FILES).sort());
    for (const name of Object.keys(first)) {
      expect((await stat(join(keyDirectory(dataDirectory), name))).mode & 0o777).toBe(0o600);
    }
    await createMissingKeys(dataDirectory, REALM, NOW);
    expect(await contents()).toEqual(first);
  });

  it('load with their public halves', async () => {
    await createMissingKeys(dataDirectory, REALM, NOW);
    const keys = await loadKeys(dataDirectory);
    for (const pair of [keys.realm, keys.worker, keys.signing]) {
      expect(pair.privateKey).toHaveLength(32);
      expect(pair.publicKey).toHaveLength(32);
      expect(pair.publicKey).not.toEqual(pair.privateKey);
    }
    expect(keys.brokerSecret).toHaveLength(32);
  });

  it('are refused when damaged, readable by others, or missing', async () => {
    await expect(loadKeys(dataDirectory)).rejects.toThrow('missing');
    await createMissingKeys(dataDirectory, REALM, NOW);
    const path = join(keyDirectory(dataDirectory), KEY_FILES.realm);
    await writeFile(path, 'AAAA\n');
    await expect(loadKeys(dataDirectory)).rejects.toThrow('32 bytes');
    await expect(createMissingKeys(dataDirectory, REALM, NOW)).rejects.toThrow('32 bytes');
    await chmod(path, 0o644);
    await expect(loadKeys(dataDirectory)).rejects.toThrow('others');
  });
});

describe('certificates', () => {
  it('name the broker, chain to the authority, and are renewed before their end', async () => {
    await createMissingKeys(dataDirectory, REALM, NOW);
    const { brokerTls } = await loadKeys(dataDirectory);
    const certificate = new X509Certificate(brokerTls.certificate);
    const authority = new X509Certificate(brokerTls.authority);
    expect(certificate.subjectAltName).toBe('DNS:broker.ntm.internal, DNS:localhost, IP Address:127.0.0.1');
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect([authority.ca, certificate.ca]).toEqual([true, false]);

    const later = new Date(NOW.getTime() + 350 * 86_400_000);
    await createMissingKeys(dataDirectory, REALM, later);
    const renewed = await loadKeys(dataDirectory);
    expect(renewed.brokerTls.certificate).not.toBe(brokerTls.certificate);
    expect(renewed.brokerTls.authority).toBe(brokerTls.authority);

    await createMissingKeys(dataDirectory, 'other.internal', later);
    const moved = new X509Certificate((await loadKeys(dataDirectory)).brokerTls.certificate);
    expect(moved.checkHost('broker.other.internal')).toBe('broker.other.internal');
  });

  it('let a client in that knows the authority and name, and no other', async () => {
    await createMissingKeys(dataDirectory, REALM, NOW);
    const { brokerTls } = await loadKeys(dataDirectory);
    const server = createServer({ key: brokerTls.key, cert: brokerTls.certificate, minVersion: 'TLSv1.2' });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const dial = (ca: string | undefined, servername: string) =>
      new Promise<string>((resolve) => {
        const socket = connect({ host: '127.0.0.1', port, servername, ...(ca && { ca }) });
        socket.once('secureConnect', () => resolve('connected'));
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'refused'));
        socket.once('secureConnect', () => socket.destroy());
      });
    expect(await dial(brokerTls.authority, 'broker.ntm.internal')).toBe('connected');
    expect(await dial(brokerTls.authority, 'broker.evil.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await dial(undefined, 'broker.ntm.internal')).not.toBe('connected');
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('broker password', () => {
  const secret = new Uint8Array(32).fill(5);
  const node = formatNodeId(new Uint8Array(16).fill(1));

  it('is the keyed hash of node id and epoch', () => {
    // HMAC-SHA256, key 05 x 32, message 01 x 16 then 00000001, computed with OpenSSL.
    expect(brokerPassword(secret, node, 1)).toBe('dISnH9G23LO5G-q7GIBtjRtLjK8NqtHAkoCzPSzSSNk');
    expect(brokerPassword(secret, node, 2)).not.toBe(brokerPassword(secret, node, 1));
  });

  it('is compared whole', () => {
    const password = brokerPassword(secret, node, 1);
    expect(passwordsEqual(password, Buffer.from(password))).toBe(true);
    expect(passwordsEqual(password, Buffer.from(password.slice(1)))).toBe(false);
    expect(passwordsEqual(password, Buffer.from(`${password.slice(1)}A`))).toBe(false);
  });

  it('exists for node ids only', () => {
    for (const name of ['', '+', '#', 'server', node.slice(1), `${node}a`]) {
      expect(() => brokerPassword(secret, name, 1)).toThrow();
    }
  });
});

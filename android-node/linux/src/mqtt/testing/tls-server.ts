import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';

/** A TLS server on loopback, and what a client needs to reach and to trust it. */
export interface TlsServer {
  readonly server: Server;
  readonly port: number;
  /** Self-signed, PEM. */
  readonly certificate: string;
}

/** Starts one whose certificate carries this name; its key is left in the directory. */
export async function listenTls(directory: string, name: string): Promise<TlsServer> {
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=x`.split(' ');
  const [key, cert] = [join(directory, 'key'), join(directory, 'cert')];
  const files = ['-addext', `subjectAltName=DNS:${name}`, '-keyout', key, '-out', cert];
  execFileSync('openssl', [...words, ...files], { stdio: 'ignore' });
  const certificate = readFileSync(cert, 'utf8');
  const server = createServer({ key: readFileSync(key), cert: certificate });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, certificate, port: typeof address === 'object' && address ? address.port : 0 };
}

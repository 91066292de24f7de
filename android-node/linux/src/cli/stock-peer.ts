import { readFileSync } from 'node:fs';
import type { StockPeer } from '@ntmobile/node-core';
import { type PeerArguments, UsageError } from './arguments.ts';

/** The peer as the core takes it; reads the pre-shared key from its file, so that no secret is on a command line. */
export function stockPeerOf(words: PeerArguments): StockPeer {
  const { name, publicKey, prefixes, endpoint, presharedKeyFile, keepaliveSeconds, pathMtu } = words;
  return {
    name,
    publicKey: new Uint8Array(Buffer.from(publicKey, 'base64')),
    prefixes,
    ...(endpoint !== undefined && { endpoint }),
    ...(presharedKeyFile !== undefined && { presharedKey: readPresharedKey(presharedKeyFile) }),
    ...(keepaliveSeconds !== undefined && { persistentKeepaliveMs: keepaliveSeconds * 1000 }),
    ...(pathMtu !== undefined && { pathMtu }),
  };
}

function readPresharedKey(path: string): Uint8Array {
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new UsageError(`${path}: a pre-shared key is 32 bytes in base64`);
  return new Uint8Array(key);
}

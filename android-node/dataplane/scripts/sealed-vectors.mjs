import { createCipheriv } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const PUBLISHED = new URL('../../../shared/vectors/wycheproof-xchacha20-poly1305.json', import.meta.url);
const HEX_OF_NONCE = 48;
const WORD = 4;

/**
 * Writes the published vectors of XChaCha20-Poly1305 as lines that the C++ checks read: kind, result, key, nonce,
 * additional data, text and sealed text, `-` for no bytes. Those of kind `counting` are the valid ones without additional
 * data once more, as ChaCha20-Poly1305 with the nonce of packets: the plane opens nothing else.
 */
export function writeSealedVectors(file) {
  const { tests } = JSON.parse(readFileSync(PUBLISHED, 'utf8'));
  const lines = tests
    .filter(({ nonce }) => nonce.length === HEX_OF_NONCE)
    .flatMap((vector) => {
      const extended = lineOf('extended', vector);
      if (vector.ad !== '' || vector.result !== 'valid') return [extended];
      const key = subkeyOf(vector.key, vector.nonce.slice(0, 32)).toString('hex');
      return [extended, lineOf('counting', { ...vector, key, nonce: vector.nonce.slice(32) })];
    });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

function lineOf(kind, { result, key, nonce, ad, plaintext, sealed }) {
  return [kind, result, ...[key, nonce, ad, plaintext, sealed].map((hex) => hex || '-')].join(' ');
}

/**
 * HChaCha20 (draft-irtf-cfrg-xchacha section 2.2): a block of ChaCha20's key stream without the words that were added at
 * its end, which are the constant and what stood in for counter and nonce.
 */
function subkeyOf(key, nonce) {
  const stands = Buffer.from(nonce, 'hex');
  const block = createCipheriv('chacha20', Buffer.from(key, 'hex'), stands).update(Buffer.alloc(64));
  const added = [Buffer.from('expand 32-byte k'), stands];
  return Buffer.concat(
    [block.subarray(0, 16), block.subarray(48)].map((words, half) => without(words, added[half])),
  );
}

function without(words, added) {
  const left = Buffer.alloc(words.length);
  for (let at = 0; at < words.length; at += WORD)
    left.writeUInt32LE((words.readUInt32LE(at) - added.readUInt32LE(at)) >>> 0, at);
  return left;
}

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { base64UrlEncode } from '@ntmobile/shared';
import {
  CONFIG_JWS_HEADER,
  type ConfigDocument,
  configDocumentSchema,
  MAX_PAYLOAD_BYTES,
  signingKeyId,
} from '@ntmobile/shared/fleet';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { CompactSign } from 'jose';
import type { KeyPair } from '../../keys/load-keys.ts';

/** What is signed for a node, without what follows from the key. */
export type UnsignedDocument = Omit<ConfigDocument, 'v' | 'keyId'>;

/** Signs desired documents with the realm's key. */
export class DocumentSigner {
  readonly keyId: string;
  readonly #key: KeyObject;

  constructor(pair: KeyPair) {
    this.keyId = signingKeyId(pair.publicKey, noblePrimitives);
    this.#key = createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'OKP',
        crv: 'Ed25519',
        d: base64UrlEncode(pair.privateKey),
        x: base64UrlEncode(pair.publicKey),
      },
    });
  }

  /** Compact JWS of a document. Throws for one that no node would take: that is an error of ours. */
  async sign(unsigned: UnsignedDocument): Promise<string> {
    const document = configDocumentSchema.parse({
      v: 1,
      ...unsigned,
      keyId: this.keyId,
    } satisfies ConfigDocument);
    const jws = await new CompactSign(Buffer.from(JSON.stringify(document)))
      .setProtectedHeader(CONFIG_JWS_HEADER)
      .sign(this.#key);
    if (jws.length > MAX_PAYLOAD_BYTES)
      throw new Error(`document of ${jws.length} bytes is too long to be sent`);
    return jws;
  }
}

import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

/** What a page is asked to have signed. */
interface Options {
  readonly challenge: string;
}

/** How an answer differs from a right one. */
interface Strange {
  readonly origin?: string;
  readonly host?: string;
  readonly type?: string;
  readonly verified?: boolean;
  readonly counter?: number;
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();

/** An authenticator (ES256, no attestation) that answers as browsers write it down: WebAuthn level 2, sections 6 and 7. */
export class SoftAuthenticator {
  readonly #origin: string;
  readonly #id = randomBytes(16);
  readonly #privateKey: KeyObject;
  readonly #coseKey: Buffer;
  counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = privateKey;
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    // A map of five: kty 2 (EC2), alg -7 (ES256), crv 1 (P-256), x, y.
    this.#coseKey = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
  }

  get id(): string {
    return this.#id.toString('base64url');
  }

  /** Makes a passkey of itself. */
  register(options: Options, strange: Strange = {}): string {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.#id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.#id, this.#coseKey]);
    const data = Buffer.concat([this.#data(ATTESTED, strange), attested]);
    const dataLength = Buffer.alloc(2);
    dataLength.writeUInt16BE(data.length);
    // {"fmt": "none", "attStmt": {}, "authData": bytes with a length of two bytes}
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746159', 'hex'),
      dataLength,
      data,
    ]).toString('base64url');
    const clientDataJSON = this.#clientData('webauthn.create', options, strange).toString('base64url');
    return this.#answer({ clientDataJSON, attestationObject, transports: ['internal'] });
  }

  /** Signs a challenge; the counter rises unless it is given. */
  sign(options: Options, strange: Strange = {}): string {
    this.counter = strange.counter ?? this.counter + 1;
    const authenticatorData = this.#data(0, { ...strange, counter: this.counter });
    const clientData = this.#clientData('webauthn.get', options, strange);
    const signature = createSign('sha256')
      .update(Buffer.concat([authenticatorData, sha256(clientData)]))
      .sign(this.#privateKey);
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  #answer(response: object): string {
    const { id } = this;
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }

  #clientData(type: string, { challenge }: Options, strange: Strange): Buffer {
    const origin = strange.origin ?? this.#origin;
    return Buffer.from(JSON.stringify({ type: strange.type ?? type, challenge, origin, crossOrigin: false }));
  }

  #data(flags: number, { host, verified = true, counter = 0 }: Strange): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const all = flags | USER_PRESENT | (verified ? USER_VERIFIED : 0);
    return Buffer.concat([sha256(host ?? new URL(this.#origin).hostname), Buffer.from([all]), count]);
  }
}

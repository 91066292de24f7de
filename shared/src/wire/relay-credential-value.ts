import { countedName, fixedBytes, unsigned, type ValueCodec } from './field-value.ts';
import type { RelayCredential } from './registration-frame.ts';

const expiry = unsigned(32);
const password = fixedBytes(20);
const relay = countedName(16);

/** `expiry u32 (Unix seconds) | password 20 bytes | length u8 | relay's name (1 to 16 bytes)` */
export const relayCredentialValue: ValueCodec<RelayCredential> = {
  write(writer, credential) {
    expiry.write(writer, credential.expiry);
    password.write(writer, credential.password);
    relay.write(writer, credential.relay);
  },
  read: (reader) => ({
    expiry: expiry.read(reader),
    password: password.read(reader),
    relay: relay.read(reader),
  }),
};

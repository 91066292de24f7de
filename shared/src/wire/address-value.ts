import type { Endpoint } from '../address/endpoint.ts';
import { ADDRESS_LENGTH, type IpAddress } from '../address/ip-address.ts';
import { type Prefix, prefixOf } from '../address/prefix.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import type { Candidate, CandidateSource } from './candidate.ts';
import { unsigned, type ValueCodec } from './field-value.ts';

const port = unsigned(16);
const network = unsigned(8);

/** `family u8 (4 or 6) | address 4 or 16 bytes` */
export const addressValue: ValueCodec<IpAddress> = {
  write: (writer, address) => writer.u8(address.family).bytes(address.bytes),
  read: (reader) => readAddress(reader, reader.u8()),
};

/** `address | port u16` */
export const endpointValue: ValueCodec<Endpoint> = {
  write(writer, endpoint) {
    addressValue.write(writer, endpoint.address);
    port.write(writer, endpoint.port);
  },
  read(reader) {
    const address = addressValue.read(reader);
    return { address, port: port.read(reader) };
  },
};

/** `address | length u8`; no bit of the address after the length may be set */
export const prefixValue: ValueCodec<Prefix> = {
  write(writer, prefix) {
    addressValue.write(writer, prefix.address);
    writer.u8(prefix.length);
  },
  read(reader) {
    const address = addressValue.read(reader);
    return prefixOf(address, reader.u8());
  },
};

const SOURCES = { interface: 0, observed: 1, relayed: 2 } as const satisfies Record<CandidateSource, number>;
const SOURCE_NAMES = Object.keys(SOURCES) as CandidateSource[];

/** `source << 4 | family u8 | network u8 | address 4 or 16 bytes | port u16` */
export const candidateValue: ValueCodec<Candidate> = {
  write(writer, candidate) {
    const { address } = candidate.endpoint;
    writer.u8((SOURCES[candidate.source] << 4) | address.family);
    network.write(writer, candidate.network);
    writer.bytes(address.bytes);
    port.write(writer, candidate.endpoint.port);
  },
  read(reader) {
    const lead = reader.u8();
    const source = SOURCE_NAMES[lead >> 4];
    if (source === undefined) throw new DecodeError('unknown source of a candidate');
    const ownNetwork = network.read(reader);
    const address = readAddress(reader, lead & 0x0f);
    return { source, network: ownNetwork, endpoint: { address, port: port.read(reader) } };
  },
};

function readAddress(reader: Reader, family: number): IpAddress {
  if (family !== 4 && family !== 6) throw new DecodeError(`address family ${family}`);
  return { family, bytes: reader.bytes(ADDRESS_LENGTH[family]) };
}

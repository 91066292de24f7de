import type { Endpoint } from '../address/endpoint.ts';
import type { IpAddress } from '../address/ip-address.ts';
import type { Prefix } from '../address/prefix.ts';
import type { Candidate } from './candidate.ts';
import type { Capabilities } from './capabilities.ts';

/** What opens one relay until `expiry`. */
export interface RelayCredential {
  /** Name of the relay in the relay list, at most 16 bytes. */
  readonly relay: string;
  /** Unix seconds; also the first half of the TURN user name. */
  readonly expiry: number;
  /** 20 bytes; the TURN password is their base64. */
  readonly password: Uint8Array;
}

/** A node says where it is. */
export interface RegistrationRequest {
  readonly kind: 'registrationRequest';
  readonly transaction: number;
  /** At most 10. */
  readonly candidates: readonly Candidate[];
  /** Name and version of the software, at most 64 bytes. */
  readonly agent: string;
  readonly capabilities: Capabilities;
  /** 16 random bytes drawn at each start of the node. */
  readonly bootId: Uint8Array;
}

/** What a registered node needs to know. */
export interface RegistrationResponse {
  readonly kind: 'registrationResponse';
  readonly transaction: number;
  /** The node's own signed record (see node-record.ts). */
  readonly record: Uint8Array;
  /** At most 63 bytes. */
  readonly realmDomain: string;
  /** Virtual prefixes of the realm, at most 4. */
  readonly realmPrefixes: readonly Prefix[];
  /** Where applications ask for names: one address for each family. */
  readonly resolvers: readonly IpAddress[];
  /** Source of the request as the coordinator saw it. */
  readonly observed: Endpoint;
  readonly leaseSeconds: number;
  /** Unix milliseconds. */
  readonly serverTime: number;
  /** At most 8. */
  readonly relayCredentials: readonly RelayCredential[];
}

/** Keeps the lease and the NAT's mapping. */
export interface KeepAlive {
  readonly kind: 'keepAlive';
  readonly transaction: number;
  /** Asks for the answer after so many seconds, which proves a mapping of that age. */
  readonly answerAfterSeconds?: number;
}

export interface KeepAliveAnswer {
  readonly kind: 'keepAliveAnswer';
  readonly transaction: number;
  readonly observed: Endpoint;
  readonly leaseSeconds: number;
  /** Unix milliseconds. */
  readonly serverTime: number;
  /** True when the coordinator holds no lease of this node. */
  readonly registrationRequired: boolean;
  /** Credentials that are due, at most 8. */
  readonly relayCredentials: readonly RelayCredential[];
}

/** Goodbye. */
export interface Deregistration {
  readonly kind: 'deregistration';
  readonly transaction: number;
}

export interface DeregistrationAnswer {
  readonly kind: 'deregistrationAnswer';
  readonly transaction: number;
}

export type RegistrationFrame =
  | RegistrationRequest
  | RegistrationResponse
  | KeepAlive
  | KeepAliveAnswer
  | Deregistration
  | DeregistrationAnswer;

/**
 * Everything a node asks of its host. Names are imperatives; those of the data plane are named and shaped like
 * its methods, so a host is a switch. After each input the host executes outputs until `armTimer`.
 */
import type { NodeReport } from './report.ts';

/** Calls of the data plane. */
export type DataPlaneOutput =
  | {
      /** Answered by `socketOpened` or `socketFailed`. */
      readonly kind: 'openSocket';
      readonly socket: number;
      readonly family: 4 | 6;
      readonly address?: string;
      readonly port: number;
    }
  | { readonly kind: 'closeSocket'; readonly socket: number }
  | {
      readonly kind: 'sendDatagram';
      readonly socket: number;
      readonly destination: string;
      readonly datagram: Uint8Array;
    }
  | {
      readonly kind: 'setPeer';
      readonly peer: number;
      readonly prefixes: readonly string[];
      readonly peerKind: 'ntm' | 'stock';
      readonly pathMtu: number;
      readonly persistentKeepaliveMs?: number;
    }
  | { readonly kind: 'removePeer'; readonly peer: number }
  | {
      readonly kind: 'installSession';
      readonly peer: number;
      readonly localIndex: number;
      readonly remoteIndex: number;
      readonly sendKey: Uint8Array;
      readonly receiveKey: Uint8Array;
      readonly role: 'initiator' | 'responder';
      readonly socket: number;
      readonly endpoint?: string;
      /** Monotonic milliseconds of the handshake. */
      readonly establishedAt: number;
    }
  | { readonly kind: 'removeSession'; readonly localIndex: number }
  | {
      readonly kind: 'setEndpoint';
      readonly peer: number;
      readonly socket: number;
      readonly endpoint: string;
    }
  | { readonly kind: 'setPathMtu'; readonly peer: number; readonly mtu: number }
  | {
      /** Seals and sends; an empty payload is a keep-alive. */
      readonly kind: 'sealControl';
      readonly localIndex: number;
      readonly payload: Uint8Array;
    }
  | { readonly kind: 'ownIndex'; readonly localIndex: number }
  | { readonly kind: 'releaseIndex'; readonly localIndex: number }
  | {
      /** Answers queued and later packets to this address with ICMP unreachable for a while. */
      readonly kind: 'refuse';
      readonly destination: string;
      readonly reason: 'hostUnreachable' | 'prohibited';
      readonly forMs: number;
    }
  | { readonly kind: 'answerDns'; readonly id: number; readonly payload: Uint8Array };

export type NodeOutput =
  | DataPlaneOutput
  | {
      /** A query for a name outside the realm; answered by `dnsUpstreamAnswered` with the same id. */
      readonly kind: 'forwardDns';
      readonly id: number;
      readonly payload: Uint8Array;
    }
  | {
      /** The whole wanted state of the TUN, of the data plane's virtual addresses and of its resolver. */
      readonly kind: 'configureTun';
      /** Own addresses as prefixes, such as `198.18.0.5/32`. */
      readonly addresses: readonly string[];
      /** Prefixes routed into the TUN: the realm's and those of stock peers. */
      readonly prefixes: readonly string[];
      /** Those of them that are the realm's: no route of a network may win over theirs. */
      readonly realmPrefixes: readonly string[];
      readonly mtu: number;
      /** Addresses at which the node answers DNS. */
      readonly resolver: readonly string[];
      readonly searchDomain?: string;
    }
  | {
      /** To be stored durably; comes back in `started`. An empty value deletes the key. */
      readonly kind: 'saveState';
      readonly key: string;
      readonly value: string;
      /** `now`: durable before the next output is executed. `soon`: within a second, so that nobody waits for a disk. */
      readonly urgency: 'now' | 'soon';
    }
  | { readonly kind: 'report'; readonly report: NodeReport }
  | {
      /** Only where `revealHandshakeKeys` asked for it: with these a capture of the handshake can be read. */
      readonly kind: 'logHandshakeKeys';
      /** 32 bytes each. */
      readonly remotePublicKey: Uint8Array;
      readonly ephemeralPrivateKey: Uint8Array;
      readonly presharedKey?: Uint8Array;
    }
  | {
      /** Last output of a round: `timeReached` is due at this monotonic millisecond, if any. */
      readonly kind: 'armTimer';
      readonly at: number | undefined;
    };

import { createRequire } from 'node:module';
import type { DataPlaneCounters, DataPlaneEvent, OutgoingDatagram } from './events.ts';

/** A data plane inside the addon; opaque. */
export type NativePlane = { readonly nativePlane: unique symbol };

/** All that waited since the last call, in order within each list. */
export interface Drained {
  readonly events: DataPlaneEvent[];
  readonly tunPackets: Uint8Array[];
  readonly datagrams: OutgoingDatagram[];
}

/** Functions of the addon. They trust types and ranges, which data-plane.ts has checked, but no text and no packet. */
export interface NativeDataPlane {
  create(publicKey: Uint8Array, tunName: string, systemUdp: boolean, wake: () => void): NativePlane;
  close(plane: NativePlane): void;
  timeReached(plane: NativePlane, now: number): void;
  nextDeadline(plane: NativePlane): number | undefined;
  drain(plane: NativePlane): Drained;
  openSocket(plane: NativePlane, socket: number, family: number, address: string, port: number): number;
  closeSocket(plane: NativePlane, socket: number): void;
  setResolver(plane: NativePlane, addresses: readonly string[]): void;
  setVirtualAddresses(plane: NativePlane, addresses: readonly string[], prefixes: readonly string[]): void;
  setPeer(
    plane: NativePlane,
    peer: number,
    prefixes: readonly string[],
    stock: boolean,
    pathMtu: number,
    persistentKeepaliveMs: number,
  ): void;
  removePeer(plane: NativePlane, peer: number): void;
  installSession(
    plane: NativePlane,
    peer: number,
    localIndex: number,
    remoteIndex: number,
    sendKey: Uint8Array,
    receiveKey: Uint8Array,
    initiator: boolean,
    socket: number,
    endpoint: string,
    establishedAt: number,
  ): void;
  removeSession(plane: NativePlane, localIndex: number): void;
  setEndpoint(plane: NativePlane, peer: number, socket: number, endpoint: string): void;
  setPathMtu(plane: NativePlane, peer: number, mtu: number): void;
  sealControl(plane: NativePlane, localIndex: number, payload: Uint8Array): void;
  sendDatagram(plane: NativePlane, socket: number, destination: string, datagram: Uint8Array): void;
  ownIndex(plane: NativePlane, localIndex: number): void;
  releaseIndex(plane: NativePlane, localIndex: number): void;
  refuse(plane: NativePlane, destination: string, prohibited: boolean, forMs: number): void;
  answerDns(plane: NativePlane, id: number, payload: Uint8Array): void;
  datagramReceived(plane: NativePlane, socket: number, source: string, datagram: Uint8Array): void;
  tunPacketsReceived(plane: NativePlane, packets: readonly Uint8Array[]): void;
  counters(plane: NativePlane): DataPlaneCounters;
  bootTime(): number;
}

let loaded: NativeDataPlane | undefined;

/** Loads the addon on first use, so that types can be imported where it is not compiled. */
export function nativeDataPlane(): NativeDataPlane {
  loaded ??= createRequire(import.meta.url)('../build/Release/ntm_dataplane.node') as NativeDataPlane;
  return loaded;
}

export { bootTimeMs, DataPlane } from './data-plane.ts';
export type {
  DataPlaneCounters,
  DataPlaneEvent,
  OutgoingDatagram,
  PeerTraffic,
  SessionTimerCause,
} from './events.ts';
export type {
  DataPlaneOptions,
  PeerOptions,
  RefusalOptions,
  SessionOptions,
  SocketOptions,
} from './options.ts';

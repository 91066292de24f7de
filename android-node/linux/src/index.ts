export { nodePrimitives } from './crypto/node-primitives.ts';
export { NodeHost } from './host/node-host.ts';
export type { DataPlanePort, HostServices, NodeCore, TunConfiguration } from './host/ports.ts';

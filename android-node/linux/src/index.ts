export { nodePrimitives } from '@ntmobile/shared/node-crypto';
export { NodeHost } from './host/node-host.ts';
export type { DataPlanePort, HostServices, NodeCore, TunConfiguration } from './host/ports.ts';

export type * from './inputs.ts';
export type { NodeOptions } from './node/machines.ts';
export { NtmNode } from './node/node.ts';
export type * from './outputs.ts';
export type * from './report.ts';

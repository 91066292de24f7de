export type { TunConfiguration } from './host/ports.ts';
export type { Machine } from './run/machine.ts';
export { type NodeStart, type NodeState, type RunningNode, startNode } from './run/running-node.ts';
export { type SimulatedMachineOptions, simulatedMachine } from './run/simulated-machine.ts';

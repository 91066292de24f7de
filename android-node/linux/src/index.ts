export { type AgentStatus, agentStatusText } from './fleet/agent-status.ts';
export { type FleetAgent, type FleetAgentOptions, startFleetAgent } from './fleet/fleet-agent.ts';
export type { TunConfiguration } from './host/ports.ts';
export type { Machine } from './run/machine.ts';
export { type NodeStart, type NodeState, type RunningNode, startNode } from './run/running-node.ts';
export { type SimulatedMachineOptions, simulatedMachine } from './run/simulated-machine.ts';

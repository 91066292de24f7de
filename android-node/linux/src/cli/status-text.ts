import type { TunnelStatus } from '@ntmobile/node-core';
import { agentStatusText } from '../fleet/agent-status.ts';
import { routeWords } from '../run/event-words.ts';
import type { LinuxNodeStatus } from '../run/linux-node.ts';

/** A node's state for a person: the node, its coordinator, one line per tunnel, then its fleet. */
export function statusText(status: LinuxNodeStatus): string {
  const { coordinator } = status;
  const lines = [
    `node         ${status.name ?? '(not enrolled)'}${status.nodeId ? ` ${status.nodeId}` : ''}`,
    `addresses    ${status.virtualAddresses.join(' ') || '(none)'}`,
    `coordinator  ${coordinator.state}${coordinator.endpoint ? ` at ${coordinator.endpoint}` : ''}`,
  ];
  if (coordinator.observedEndpoint) lines.push(`seen as      ${coordinator.observedEndpoint}`);
  if (status.tunnels.length === 0) lines.push('tunnels      (none)');
  for (const tunnel of status.tunnels) lines.push(`tunnel       ${tunnelText(tunnel)}`);
  const { hints = [], answers = 0 } = status.respelling ?? {};
  for (const hint of hints) lines.push(`names        ${hint}; ${answers} answers so far`);
  return `${lines.join('\n')}\n${status.fleet ? agentStatusText(status.fleet) : ''}`;
}

function tunnelText(tunnel: TunnelStatus): string {
  const words = [tunnel.name, tunnel.virtualAddresses.join(' '), tunnel.state];
  if (tunnel.route) words.push(routeWords(tunnel.route));
  if (tunnel.endpoint) words.push(`via ${tunnel.endpoint}`);
  if (tunnel.rttMs !== undefined) words.push(`${tunnel.rttMs.toFixed(1)} ms`);
  words.push(`sent ${tunnel.sentBytes} B, received ${tunnel.receivedBytes} B`, `(${tunnel.why})`);
  return words.filter(Boolean).join('  ');
}

import type { NodeStatus, TunnelStatus } from '@ntmobile/node-core';

/** A node's state for a person: the node, its coordinator, then one line per tunnel. */
export function statusText(status: NodeStatus): string {
  const { coordinator } = status;
  const lines = [
    `node         ${status.name ?? '(not enrolled)'}${status.nodeId ? ` ${status.nodeId}` : ''}`,
    `addresses    ${status.virtualAddresses.join(' ') || '(none)'}`,
    `coordinator  ${coordinator.state}${coordinator.endpoint ? ` at ${coordinator.endpoint}` : ''}`,
  ];
  if (coordinator.observedEndpoint) lines.push(`seen as      ${coordinator.observedEndpoint}`);
  if (status.tunnels.length === 0) lines.push('tunnels      (none)');
  for (const tunnel of status.tunnels) lines.push(`tunnel       ${tunnelText(tunnel)}`);
  return `${lines.join('\n')}\n`;
}

function tunnelText(tunnel: TunnelStatus): string {
  const words = [tunnel.name, tunnel.virtualAddresses.join(' '), tunnel.state];
  if (tunnel.route) words.push(tunnel.route);
  if (tunnel.endpoint) words.push(`via ${tunnel.endpoint}`);
  if (tunnel.rttMs !== undefined) words.push(`${tunnel.rttMs.toFixed(1)} ms`);
  words.push(`sent ${tunnel.sentBytes} B, received ${tunnel.receivedBytes} B`, `(${tunnel.why})`);
  return words.filter(Boolean).join('  ');
}

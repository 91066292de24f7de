import type { PrismaClient } from '@ntmobile/prisma';
import { formatNodeId } from '@ntmobile/shared';
import type { TelemetryBatch, TelemetrySample, TelemetryTunnel } from '@ntmobile/shared/fleet';

/** Values and rows for the tests of the fleet's servers. */
export const NOW = new Date('2026-11-24T08:00:00.000Z');

export function idOf(byte: number): string {
  return formatNodeId(new Uint8Array(16).fill(byte));
}

/** An approved node. */
export async function insertNode(prisma: PrismaClient, id: string): Promise<void> {
  await prisma.node.create({
    data: {
      id,
      name: `n-${id}`.slice(0, 63),
      lastName: id,
      staticKey: Buffer.from(id.padEnd(32, '.').slice(0, 32)),
    },
  });
}

export function sample(change: Partial<TelemetrySample> = {}): TelemetrySample {
  return {
    at: NOW.getTime() - 1_000,
    sentBytes: 10,
    sentPackets: 1,
    receivedBytes: 20,
    receivedPackets: 2,
    relayedBytes: 0,
    handovers: 0,
    rttMs: 1.5,
    routes: { sameLan: 1, relayed: 2 },
    network: 'wifi',
    ...change,
  };
}

export function tunnel(peer: string, change: Partial<TelemetryTunnel> = {}): TelemetryTunnel {
  return {
    peer,
    state: 'established',
    route: 'sameLan',
    why: 'both on one network',
    endpoint: '192.0.2.9:4000',
    rttMs: 0.8,
    sentBytes: 1,
    sentPackets: 1,
    receivedBytes: 2,
    receivedPackets: 2,
    since: NOW.getTime() - 60_000,
    ...change,
  };
}

export function batch(
  bootId: string,
  sequence: number,
  change: Partial<TelemetryBatch> = {},
): TelemetryBatch {
  return { v: 1, bootId, oldest: 0, sequence, samples: [sample()], ...change };
}

/** A message as a node sends it. */
export function payload(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

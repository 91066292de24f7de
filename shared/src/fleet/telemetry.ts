import * as z from 'zod';
import {
  bootIdField,
  counterField,
  labelField,
  nodeIdField,
  sequenceField,
  wallClockField,
} from './fields.ts';

/** Routes that a tunnel can have, best first. */
export const ROUTE_KINDS = ['sameLan', 'directV6', 'directV4', 'punched', 'relayed', 'stock'] as const;
export type RouteKind = (typeof ROUTE_KINDS)[number];

export const TUNNEL_STATES = ['idle', 'directing', 'connecting', 'established', 'noPath'] as const;
export type TunnelState = (typeof TUNNEL_STATES)[number];

export const NETWORK_TYPES = ['ethernet', 'wifi', 'cellular', 'other', 'none'] as const;
export type NetworkType = (typeof NETWORK_TYPES)[number];

/** Most samples of one batch. */
export const MAX_SAMPLES = 60;
/** Most tunnels of one batch; a node with more sends those with the newest traffic. Plain WireGuard peers are not listed. */
export const MAX_TUNNELS = 64;

const rttField = z.number().min(0).max(600_000);

/** One reading. Bytes, packets and handovers count from the start of the boot and never fall within it. */
export const telemetrySampleSchema = z.strictObject({
  at: wallClockField,
  sentBytes: counterField,
  sentPackets: counterField,
  receivedBytes: counterField,
  receivedPackets: counterField,
  /** The part of sent and received bytes that passed a relay. */
  relayedBytes: counterField,
  handovers: counterField,
  /** To the coordinator. */
  rttMs: rttField.optional(),
  /** Lost share of probes, 0 to 1. */
  loss: z.number().min(0).max(1).optional(),
  /** Number of established tunnels by route; an absent route has none. */
  routes: z.partialRecord(z.enum(ROUTE_KINDS), z.int().min(0).max(1_000_000)),
  network: z.enum(NETWORK_TYPES),
  batteryPercent: z.number().min(0).max(100).optional(),
});
export type TelemetrySample = z.infer<typeof telemetrySampleSchema>;

/** One tunnel as it is when the batch is made. */
export const telemetryTunnelSchema = z.strictObject({
  /** Node id of the correspondent. */
  peer: nodeIdField,
  /** Text form of the path id. */
  pathId: nodeIdField.optional(),
  state: z.enum(TUNNEL_STATES),
  route: z.enum(ROUTE_KINDS).optional(),
  /** Reason for the route or for its absence, in words. */
  why: labelField(200),
  endpoint: labelField(64).optional(),
  rttMs: rttField.optional(),
  /** Size of the largest inner packet that passes, in bytes. */
  pathMtu: z.int().min(0).max(65_535).optional(),
  /** Bytes and packets of this boot. */
  sentBytes: counterField,
  sentPackets: counterField,
  receivedBytes: counterField,
  receivedPackets: counterField,
  /** When the tunnel entered its state. */
  since: wallClockField,
});
export type TelemetryTunnel = z.infer<typeof telemetryTunnelSchema>;

/**
 * Payload of `telemetry`. Sample i has the sequence number `sequence + i`; the numbers of one boot start at 0
 * and have no gap. `oldest` is the lowest number the node still holds: what is below was acknowledged or given
 * up, so a receiver need not wait for it. `tunnels`, where present, is the whole list.
 */
export const telemetryBatchSchema = z.strictObject({
  v: z.literal(1),
  bootId: bootIdField,
  oldest: sequenceField,
  sequence: sequenceField,
  samples: z.array(telemetrySampleSchema).min(1).max(MAX_SAMPLES),
  tunnels: z.array(telemetryTunnelSchema).max(MAX_TUNNELS).optional(),
});
export type TelemetryBatch = z.infer<typeof telemetryBatchSchema>;

/** Payload of `telemetry/ack` and `event/ack`: everything up to `sequence` is committed; -1 means nothing. */
export const acknowledgementSchema = z.strictObject({
  v: z.literal(1),
  bootId: bootIdField,
  sequence: z.int().min(-1),
});
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/** Interval of samples and batches where nothing else is configured. */
export const DEFAULT_TELEMETRY_INTERVAL_MS = 60_000;

/** Payload of `telemetry/rate`: sample and send at this interval for so long, then as configured. */
export const telemetryRateSchema = z.strictObject({
  v: z.literal(1),
  intervalMs: z.int().min(1_000).max(60_000),
  durationMs: z.int().min(0).max(600_000),
});
export type TelemetryRate = z.infer<typeof telemetryRateSchema>;

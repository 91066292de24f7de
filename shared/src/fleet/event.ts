import * as z from 'zod';
import { bootIdField, labelField, nodeIdField, sequenceField, wallClockField } from './fields.ts';

/** What happened at a node. */
export const EVENT_KINDS = [
  'started',
  'coordinatorConnected',
  'coordinatorLost',
  'networkChanged',
  'handover',
  'tunnelEstablished',
  'routeChanged',
  'tunnelFailed',
  'tunnelClosed',
  'keyChangeRefused',
  'configRefused',
  'failed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const MAX_EVENTS = 60;

export const nodeEventSchema = z.strictObject({
  at: wallClockField,
  kind: z.enum(EVENT_KINDS),
  /** Node id of the correspondent, where one is concerned. */
  peer: nodeIdField.optional(),
  /** One line for people. */
  text: labelField(200),
});
export type NodeEvent = z.infer<typeof nodeEventSchema>;

/** Payload of `event`; numbering and `oldest` as in a telemetry batch. */
export const eventBatchSchema = z.strictObject({
  v: z.literal(1),
  bootId: bootIdField,
  oldest: sequenceField,
  sequence: sequenceField,
  events: z.array(nodeEventSchema).min(1).max(MAX_EVENTS),
});
export type EventBatch = z.infer<typeof eventBatchSchema>;

import { DecodeError } from '@ntmobile/shared';
import {
  type Acknowledgement,
  acknowledgementSchema,
  parseBoundedJson,
  parseTopic,
  type TelemetryRate,
  telemetryRateSchema,
} from '@ntmobile/shared/fleet';

/** A message of the servers, as far as a node can tell before it judges a document. */
export type Received =
  | { readonly kind: 'document'; readonly jws: Uint8Array }
  | {
      readonly kind: 'acknowledgement';
      readonly leaf: 'telemetry/ack' | 'event/ack';
      readonly acknowledgement: Acknowledgement;
    }
  | { readonly kind: 'rate'; readonly rate: TelemetryRate }
  /** An empty message only says that what was retained is gone. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'invalid'; readonly what: 'topic' | 'acknowledgement' | 'rate' };

/** Leaves that a node subscribes to. */
export const SUBSCRIBED_LEAVES = ['config/desired', 'telemetry/ack', 'telemetry/rate', 'event/ack'] as const;

/** Reads a message of the broker to this node. */
export function received(node: string, topic: string, payload: Uint8Array): Received {
  const parsed = parseTopic(topic);
  if (parsed?.node !== node) return { kind: 'invalid', what: 'topic' };
  const { leaf } = parsed;
  switch (leaf) {
    case 'config/desired':
      return payload.length === 0 ? { kind: 'nothing' } : { kind: 'document', jws: payload };
    case 'telemetry/ack':
    case 'event/ack': {
      const acknowledgement = checked(acknowledgementSchema, payload);
      return acknowledgement === undefined
        ? { kind: 'invalid', what: 'acknowledgement' }
        : { kind: 'acknowledgement', leaf, acknowledgement };
    }
    case 'telemetry/rate': {
      const rate = checked(telemetryRateSchema, payload);
      return rate === undefined ? { kind: 'invalid', what: 'rate' } : { kind: 'rate', rate };
    }
    default:
      return { kind: 'invalid', what: 'topic' };
  }
}

interface Schema<Value> {
  safeParse(value: unknown): { data?: Value | undefined };
}

function checked<Value>(schema: Schema<Value>, payload: Uint8Array): Value | undefined {
  try {
    return schema.safeParse(parseBoundedJson(payload)).data;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

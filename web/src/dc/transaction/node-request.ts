import { FRAME_TYPE, type SignallingFrame } from '@ntmobile/shared';

const REQUEST_TYPE = {
  registrationRequest: FRAME_TYPE.registration,
  keepAlive: FRAME_TYPE.keepAlive,
  directionRequest: FRAME_TYPE.direction,
  tunnelReport: FRAME_TYPE.tunnelReport,
  deregistration: FRAME_TYPE.deregistration,
  candidateUpdate: FRAME_TYPE.candidateUpdate,
} as const;

/** A frame by which a node asks for something. */
export type NodeRequest = Extract<SignallingFrame, { kind: keyof typeof REQUEST_TYPE }>;

/** The type byte of a kind of request, as an error names it. */
export function requestTypeOf(kind: NodeRequest['kind']): number {
  return REQUEST_TYPE[kind];
}

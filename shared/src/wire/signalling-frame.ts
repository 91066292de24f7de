import type { ControlFrame } from './control-frame.ts';
import type { DirectionFrame } from './direction-frame.ts';
import type { RegistrationFrame } from './registration-frame.ts';
import type { RouteFrame } from './route-frame.ts';

/** Why a request was not done. */
export type FrameErrorCode =
  | 'malformed'
  | 'unsupported'
  | 'notRegistered'
  | 'busy'
  | 'refused'
  | 'tooMany'
  | 'internal';

/** Answer to a request that was not done. */
export interface ErrorFrame {
  readonly kind: 'error';
  readonly transaction: number;
  /** Type byte of the request (see frame-type.ts). */
  readonly requestType: number;
  readonly code: FrameErrorCode;
  readonly retryAfterSeconds?: number;
  /** For a person, at most 128 bytes. */
  readonly text: string;
}

/** Every frame, told apart by `kind`. `transaction` is a u32 that the sender of the request chose. */
export type SignallingFrame = RegistrationFrame | DirectionFrame | RouteFrame | ControlFrame | ErrorFrame;

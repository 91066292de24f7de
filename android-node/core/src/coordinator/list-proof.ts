import { bytesEqual } from '@ntmobile/shared';
import type { CoordinatorSession, SocketEndpoint } from './coordinator-session.ts';

/** A coordinator of the list, and the endpoint at which message 1 reached it. */
export interface ProvenCoordinator {
  readonly publicKey: Uint8Array;
  readonly endpoint: string;
}

type State =
  | { readonly kind: 'none' }
  /** An answer of this coordinator at this endpoint will tell. */
  | ({ readonly kind: 'asked' } & ProvenCoordinator)
  /** Message 2 came; the session's first packet is the answer. */
  | { readonly kind: 'awaited'; readonly localIndex: number; readonly endpoint: string }
  | { readonly kind: 'proven' };

/** Whether the present list has led to a coordinator, and what will tell. */
export class ListProof {
  readonly #onProven: (proven: ProvenCoordinator) => void;
  #state: State = { kind: 'none' };

  /** `onProven` is told of the first authentic packet of a coordinator that an endpoint of the list led to. */
  constructor(onProven: (proven: ProvenCoordinator) => void) {
    this.#onProven = onProven;
  }

  get isProven(): boolean {
    return this.#state.kind === 'proven';
  }

  /** There is a new list; an answer from `asked` will prove it, a handshake where it is undefined. */
  begin(asked: ProvenCoordinator | undefined): void {
    this.#state = asked === undefined ? { kind: 'none' } : { kind: 'asked', ...asked };
  }

  /** Message 2 came from where message 1 was sent, at this endpoint of the list. */
  handshakeAnswered(localIndex: number, endpoint: string): void {
    if (!this.isProven) this.#state = { kind: 'awaited', localIndex, endpoint };
  }

  /** An authentic packet came in this session. */
  packetReceived(session: CoordinatorSession): void {
    const state = this.#state;
    if (state.kind !== 'awaited' || state.localIndex !== session.localIndex) return;
    this.#prove({ publicKey: session.coordinatorKey, endpoint: state.endpoint });
  }

  /** A request was answered there; false when another place was asked, so that the list has to be searched after all. */
  requestAnswered({ session, from }: { session: CoordinatorSession; from: SocketEndpoint }): boolean {
    const state = this.#state;
    if (state.kind !== 'asked') return true;
    if (from.endpoint === state.endpoint && bytesEqual(session.coordinatorKey, state.publicKey)) {
      this.#prove(state);
      return true;
    }
    this.#state = { kind: 'none' };
    return false;
  }

  #prove({ publicKey, endpoint }: ProvenCoordinator): void {
    this.#state = { kind: 'proven' };
    this.#onProven({ publicKey, endpoint });
  }
}

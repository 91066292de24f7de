import { bytesEqual, type MtuProbe, type MtuProbeAnswer, type SessionHello } from '@ntmobile/shared';
import type { NodeInput } from '../inputs.ts';
import type { NodeServices } from '../services.ts';
import { decodeControl, encodeControl } from './control-payload.ts';
import {
  largestPathMtu,
  type MtuSearch,
  probeAnswered,
  probeUnanswered,
  SMALLEST_PATH_MTU,
  startMtuSearch,
} from './mtu-search.ts';
import type { TunnelEntry } from './tunnel-entry.ts';

/** What this software can do inside a tunnel; sent in registration and hello. */
export const OWN_CAPABILITIES = { control: 1 } as const;

/** Times of the repeats of a SessionHello after the first. */
const HELLO_REPEATS_MS = [250, 500, 1_000] as const;
const HELLO_GIVEN_UP_MS = 2_000;
const PROBE_INTERVAL_MS = 250;
const PROBE_AGAIN_MS = 60_000;

type ControlEvent = Extract<NodeInput, { kind: 'controlReceived' }>;

/** What the control channel found out. */
export interface ControlChannelEvents {
  /** The hello of a session of ours was answered, or will not be. */
  greeted(entry: TunnelEntry, now: number): void;
  /** The peer is on another path than the coordinator named. */
  pathMismatched(entry: TunnelEntry, now: number): void;
}

/** Control frames inside tunnels: SessionHello and the search for the path's MTU. */
export class ControlChannel {
  readonly #services: NodeServices;
  readonly #events: ControlChannelEvents;
  readonly #ownMtu: () => number;
  #lastTransaction = 0;

  constructor(services: NodeServices, ownMtu: () => number, events: ControlChannelEvents) {
    this.#services = services;
    this.#ownMtu = ownMtu;
    this.#events = events;
  }

  /** First packet of a session that we initiated: it also confirms the keys. */
  greet(entry: TunnelEntry, localIndex: number, now: number): void {
    if ((entry.direction.capabilities.control ?? 0) === 0) {
      this.#services.outputs.emit({ kind: 'sealControl', localIndex, payload: new Uint8Array() });
      this.#events.greeted(entry, now);
      return;
    }
    const transaction = this.#nextTransaction();
    entry.hello = { kind: 'asked', localIndex, transaction, firstSentAt: now, repeats: 0 };
    this.#sendHello(entry, localIndex, transaction, false);
    this.#services.timers.arm('sessionHello', entry.peer, now + HELLO_REPEATS_MS[0]);
  }

  /** The `sessionHello` timer of a peer. */
  helloDue(entry: TunnelEntry, now: number): void {
    const { hello } = entry;
    if (hello.kind !== 'asked') return;
    if (hello.repeats === HELLO_REPEATS_MS.length) {
      this.#helloDone(entry, now);
      return;
    }
    this.#sendHello(entry, hello.localIndex, hello.transaction, false);
    const repeats = hello.repeats + 1;
    entry.hello = { ...hello, repeats };
    const next = HELLO_REPEATS_MS[repeats] ?? HELLO_GIVEN_UP_MS;
    this.#services.timers.arm('sessionHello', entry.peer, hello.firstSentAt + next);
  }

  /** The `mtuProbe` timer of a peer. */
  probeDue(entry: TunnelEntry, now: number): void {
    const { probe } = entry;
    const session = entry.sessions.current;
    if (session === undefined) {
      this.stop(entry);
      return;
    }
    if (probe === undefined || probe.search.kind === 'done') {
      this.#probeSizeInUse(entry, now);
      return;
    }
    const search = probeUnanswered(probe.search);
    const sizeFailed = search.kind === 'done' || search.size !== probe.search.size;
    if (sizeFailed) this.#setPathMtu(entry, search.proven);
    this.#continueSearch(entry, search, session.localIndex, now);
  }

  /** Ends hello and probes of a tunnel that is no more. */
  stop(entry: TunnelEntry): void {
    this.#services.timers.cancel('sessionHello', entry.peer);
    this.#services.timers.cancel('mtuProbe', entry.peer);
    entry.hello = { kind: 'none' };
    entry.probe = undefined;
  }

  received(entry: TunnelEntry, event: ControlEvent, now: number): void {
    const frame = decodeControl(event.payload);
    switch (frame?.kind) {
      case 'sessionHello':
        frame.answer ? this.#helloAnswered(entry, frame, now) : this.#helloAsked(entry, frame, event, now);
        return;
      case 'mtuProbe':
        this.#answerProbe(frame, event.localIndex);
        return;
      case 'mtuProbeAnswer':
        this.#probeAnswered(entry, frame, now);
        return;
      case undefined:
        this.#services.outputs.count('controlMalformed');
        return;
      default:
        this.#services.outputs.count('controlUnknown');
        return;
    }
  }

  #helloAsked(entry: TunnelEntry, frame: SessionHello, event: ControlEvent, now: number): void {
    if (!this.#onSamePath(entry, frame, now)) return;
    this.#sendHello(entry, event.localIndex, frame.transaction, true);
    if (entry.probe?.localIndex !== event.localIndex) {
      this.#startSearch(entry, event.localIndex, frame.innerMtu, now);
    }
  }

  #helloAnswered(entry: TunnelEntry, frame: SessionHello, now: number): void {
    const { hello } = entry;
    if (hello.kind !== 'asked' || hello.transaction !== frame.transaction) {
      this.#services.outputs.count('controlUnexpected');
      return;
    }
    if (!this.#onSamePath(entry, frame, now)) return;
    // An answer to a repeat cannot be told from one to the first: only an unrepeated one measures.
    if (hello.repeats === 0) entry.rttMs = now - hello.firstSentAt;
    this.#helloDone(entry, now);
    this.#startSearch(entry, hello.localIndex, frame.innerMtu, now);
  }

  #helloDone(entry: TunnelEntry, now: number): void {
    entry.hello = { kind: 'none' };
    this.#services.timers.cancel('sessionHello', entry.peer);
    this.#events.greeted(entry, now);
  }

  #onSamePath(entry: TunnelEntry, frame: SessionHello, now: number): boolean {
    if (bytesEqual(frame.pathId, entry.direction.pathId)) return true;
    this.#events.pathMismatched(entry, now);
    return false;
  }

  #startSearch(entry: TunnelEntry, localIndex: number, peerMtu: number, now: number): void {
    const family = entry.endpoint?.address.family ?? 4;
    const search = startMtuSearch(largestPathMtu(family, this.#ownMtu(), peerMtu));
    if (search.kind === 'done') this.#setPathMtu(entry, search.proven);
    this.#continueSearch(entry, search, localIndex, now);
  }

  #continueSearch(entry: TunnelEntry, search: MtuSearch, localIndex: number, now: number): void {
    const transaction = this.#nextTransaction();
    entry.probe = { search, localIndex, transaction, sentAt: now };
    if (search.kind === 'probing') this.#sendProbe(localIndex, transaction, search.size);
    const wait = search.kind === 'probing' ? PROBE_INTERVAL_MS : PROBE_AGAIN_MS;
    this.#services.timers.arm('mtuProbe', entry.peer, now + wait);
  }

  #probeAnswered(entry: TunnelEntry, frame: MtuProbeAnswer, now: number): void {
    const { probe } = entry;
    if (probe?.transaction !== frame.transaction || probe.search.kind === 'done') {
      this.#services.outputs.count('controlUnexpected');
      return;
    }
    entry.rttMs = now - probe.sentAt;
    const search = probeAnswered(probe.search, frame.size);
    this.#setPathMtu(entry, search.proven);
    this.#continueSearch(entry, search, probe.localIndex, now);
  }

  /**
   * A probe of the size in use, to notice a path that became narrower: two tries unanswered, and 1280 is taken.
   * Only sessions that will not be renewed by it are probed, so an unused tunnel ends.
   */
  #probeSizeInUse(entry: TunnelEntry, now: number): void {
    const session = entry.sessions.current;
    if (session === undefined || entry.pathMtu <= SMALLEST_PATH_MTU) {
      this.stop(entry);
      return;
    }
    if (now - session.establishedAt > PROBE_AGAIN_MS + HELLO_GIVEN_UP_MS) {
      this.stop(entry);
      return;
    }
    const size = entry.pathMtu;
    const search = { kind: 'probing', proven: SMALLEST_PATH_MTU, ceiling: size, size, triesLeft: 2 } as const;
    this.#continueSearch(entry, search, session.localIndex, now);
  }

  #setPathMtu(entry: TunnelEntry, mtu: number): void {
    if (entry.pathMtu === mtu) return;
    entry.pathMtu = mtu;
    this.#services.outputs.emit({ kind: 'setPathMtu', peer: entry.peer, mtu });
  }

  #sendHello(entry: TunnelEntry, localIndex: number, transaction: number, answer: boolean): void {
    const payload = encodeControl({
      kind: 'sessionHello',
      transaction,
      answer,
      pathId: entry.direction.pathId,
      capabilities: OWN_CAPABILITIES,
      innerMtu: this.#ownMtu(),
      ciphers: [],
    });
    this.#services.outputs.emit({ kind: 'sealControl', localIndex, payload });
  }

  #sendProbe(localIndex: number, transaction: number, size: number): void {
    const payload = encodeControl({ kind: 'mtuProbe', transaction, size }, size);
    this.#services.outputs.emit({ kind: 'sealControl', localIndex, payload });
  }

  #answerProbe(frame: MtuProbe, localIndex: number): void {
    const payload = encodeControl({
      kind: 'mtuProbeAnswer',
      transaction: frame.transaction,
      size: frame.size,
    });
    this.#services.outputs.emit({ kind: 'sealControl', localIndex, payload });
  }

  #nextTransaction(): number {
    this.#lastTransaction = (this.#lastTransaction + 1) >>> 0;
    return this.#lastTransaction;
  }
}

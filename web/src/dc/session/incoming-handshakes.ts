import {
  consumeInitiation,
  createResponse,
  deriveTransportKeys,
  type Endpoint,
  formatEndpoint,
  identifyInitiator,
  TransportSession,
} from '@ntmobile/shared';
import type { NodeProfile } from '../directory/node-profile.ts';
import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';
import { AcceptedStamps } from './accepted-stamps.ts';
import type { InitiationGuard } from './initiation-guard.ts';
import type { LinkTable } from './link-table.ts';
import { NodeLookups, type ProvenInitiation } from './node-lookups.ts';
import { RecentInitiations } from './recent-initiations.ts';

/** Refused messages 1 whose copies are known: about a megabyte, made-up ones included. */
const LARGEST_REFUSALS = 4_096;

/** Handshakes that nodes begin: message 1 in, message 2 out, a session that waits for its first packet. */
export class IncomingHandshakes {
  readonly stamps = new AcceptedStamps();
  readonly #services: DcServices;
  readonly #links: LinkTable;
  readonly #guard: InitiationGuard;
  readonly #answered = new RecentInitiations<Uint8Array>();
  readonly #refusals = new RecentInitiations<true>(LARGEST_REFUSALS);
  readonly #lookups: NodeLookups;
  /** Where nodes that are not admitted were last heard from. */
  readonly #refused = new Map<string, Endpoint>();

  constructor(services: DcServices, links: LinkTable, guard: InitiationGuard) {
    this.#services = services;
    this.#links = links;
    this.#guard = guard;
    this.#lookups = new NodeLookups(services);
  }

  /** A datagram with type and length of a message 1. */
  received(message: Uint8Array, source: Endpoint, now: number): void {
    const { counters } = this.#services;
    if (!this.#guard.hasMac1(message) || !this.#guard.admits(message, source, now)) return;
    const response = this.#answered.find(message, now);
    if (response !== undefined) {
      counters.add('handshakesRepeated');
      this.#send(response, source);
      return;
    }
    if (this.#refusals.find(message, now)) {
      counters.add('droppedRefusedBefore');
      return;
    }
    const initiation = this.#open(message, source);
    if (initiation === undefined) {
      counters.add('droppedBadHandshake');
      this.#wasted(message, now);
      return;
    }
    const profile = this.#services.directory.byStaticKey(initiation.consumed.remotePublicKey);
    if (profile === undefined) this.#lookups.ask(initiation, now);
    else this.#accept(profile, initiation, now);
  }

  /** The store's answer to `loadNode`; the directory has the profile already. */
  nodeLoaded(staticKey: Uint8Array, profile: NodeProfile | undefined, now: number): void {
    const initiation = this.#lookups.take(staticKey, now);
    if (initiation === undefined) return;
    if (profile === undefined) {
      this.#services.counters.add('droppedUnknownKey');
      // Only now: until the store has answered it may be of a node that was enrolled a moment ago.
      this.#wasted(initiation.message, now);
    } else this.#accept(profile, initiation, now);
  }

  /** Where a node that is admitted now has asked in vain; undefined where it has not. */
  takeRefused(nodeId: string): Endpoint | undefined {
    const source = this.#refused.get(nodeId);
    this.#refused.delete(nodeId);
    return source;
  }

  /** Only of a message 1 that was not seen before: one that is replayed may come from anywhere. */
  #rememberRefused({ id, standing }: NodeProfile, { consumed, source }: ProvenInitiation): void {
    if (standing === 'deleted') this.#refused.delete(id);
    else if (this.stamps.accept(consumed.remotePublicKey, consumed.timestamp)) this.#refused.set(id, source);
  }

  /** Nodes send copies of what may have been lost: only the first of them weighs. */
  #wasted(message: Uint8Array, now: number): void {
    this.#refusals.remember(message, true, now);
    this.#guard.wasted(now);
  }

  #open(message: Uint8Array, source: Endpoint): ProvenInitiation | undefined {
    const { primitives, keys } = this.#services;
    const identified = identifyInitiator(primitives, keys, message);
    const consumed = identified && consumeInitiation(primitives, keys, identified);
    return consumed && { message, source, consumed };
  }

  #accept(profile: NodeProfile, initiation: ProvenInitiation, now: number): void {
    const { counters, outputs } = this.#services;
    if (profile.standing !== 'admitted') {
      counters.add('droppedNotAdmitted');
      this.#rememberRefused(profile, initiation);
      this.#refusals.remember(initiation.message, true, now);
      return;
    }
    this.#refused.delete(profile.id);
    const link = this.#links.find(profile.id);
    if (now - (link?.acceptedAt ?? Number.NEGATIVE_INFINITY) < TIMING.initiationGap) {
      counters.add('droppedTooSoon');
      return;
    }
    const { timestamp: stamp, remotePublicKey: staticKey } = initiation.consumed;
    if (!this.stamps.accept(staticKey, stamp)) {
      counters.add('droppedStaleStamp');
      this.#wasted(initiation.message, now);
      return;
    }
    outputs.emit({ kind: 'saveStamp', staticKey, stamp });
    this.#answer(profile, initiation, now);
  }

  #answer(profile: NodeProfile, { message, source, consumed }: ProvenInitiation, now: number): void {
    const { primitives, randomBytes, counters } = this.#services;
    const link = this.#links.obtain(profile.id, profile.staticKey);
    link.acceptedAt = now;
    const localIndex = this.#links.drawIndex(link);
    const ephemeralPrivateKey = randomBytes(32);
    const response = createResponse(primitives, consumed, { ephemeralPrivateKey, localIndex });
    const keys = deriveTransportKeys(primitives, response.handshake);
    const { remoteIndex } = response.handshake;
    const transport = new TransportSession(primitives, { keys, remoteIndex });
    this.#links.await(link, {
      localIndex,
      role: 'responder',
      establishedAt: now,
      transport,
      endpoint: source,
    });
    this.#answered.remember(message, response.message, now);
    counters.add('handshakesAccepted');
    this.#send(response.message, source);
  }

  #send(datagram: Uint8Array, to: Endpoint): void {
    this.#services.counters.add('packetsSent');
    this.#services.outputs.emit({ kind: 'sendPacket', destination: formatEndpoint(to), datagram });
  }
}

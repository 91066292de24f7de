import { isUsableIndex } from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { armTimer, cancelTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';
import type { NodeLink, NodeSession } from './node-link.ts';

/** Links to nodes, found by node id and by every receiver index that was given to them. */
export class LinkTable {
  readonly #services: DcServices;
  readonly #byNode = new Map<string, NodeLink>();
  readonly #byIndex = new Map<number, NodeLink>();

  constructor(services: DcServices) {
    this.#services = services;
  }

  all(): IterableIterator<NodeLink> {
    return this.#byNode.values();
  }

  find(nodeId: string): NodeLink | undefined {
    return this.#byNode.get(nodeId);
  }

  findByIndex(localIndex: number): NodeLink | undefined {
    return this.#byIndex.get(localIndex);
  }

  /** The node's link, made when there is none; the node is in the directory. */
  obtain(nodeId: string, staticKey: Uint8Array): NodeLink {
    const known = this.#byNode.get(nodeId);
    if (known !== undefined) return known;
    const link: NodeLink = { nodeId, staticKey, queue: [] };
    this.#byNode.set(nodeId, link);
    return link;
  }

  /** Ends everything with a node, without a word to it. */
  forget(nodeId: string): void {
    const link = this.#byNode.get(nodeId);
    if (link === undefined) return;
    for (const session of [link.current, link.previous, link.unconfirmed]) this.#release(session);
    this.endHandshake(link);
    this.#byNode.delete(nodeId);
  }

  /** A random receiver index that no session or handshake has, from now on this link's. */
  drawIndex(link: NodeLink): number {
    for (;;) {
      const bytes = this.#services.randomBytes(4);
      const index = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
      if (!isUsableIndex(index) || this.#byIndex.has(index)) continue;
      this.#byIndex.set(index, link);
      return index;
    }
  }

  /** The session of this link with that receiver index. */
  session(link: NodeLink, localIndex: number): NodeSession | undefined {
    return [link.current, link.unconfirmed, link.previous].find(
      (session) => session?.localIndex === localIndex,
    );
  }

  /** Takes a session that is used once the node has confirmed it; an unconfirmed one before it ends. */
  await(link: NodeLink, session: NodeSession): void {
    this.#release(link.unconfirmed);
    link.unconfirmed = session;
    this.#armEnd(session);
  }

  /** Takes a session into use; the one in use is still received in. */
  use(link: NodeLink, session: NodeSession): void {
    if (link.unconfirmed === session) link.unconfirmed = undefined;
    else this.#armEnd(session);
    this.#release(link.previous);
    link.previous = link.current;
    link.current = session;
  }

  /** The `sessionEnd` timer. */
  sessionEndDue(localIndex: number): void {
    const link = this.#byIndex.get(localIndex);
    if (link === undefined) return;
    this.#release(this.session(link, localIndex));
    if (link.current?.localIndex === localIndex) link.current = undefined;
    if (link.previous?.localIndex === localIndex) link.previous = undefined;
    if (link.unconfirmed?.localIndex === localIndex) link.unconfirmed = undefined;
  }

  /** Gives our own handshake with this node up; a session made of its index keeps that. */
  endHandshake(link: NodeLink, keepIndex = false): void {
    const index = link.outgoing?.handshake.localIndex;
    if (index === undefined) return;
    if (!keepIndex) this.#byIndex.delete(index);
    link.outgoing = undefined;
    cancelTimer(this.#services.deadlines, { kind: 'handshake', nodeId: link.nodeId });
  }

  #armEnd({ localIndex, establishedAt }: NodeSession): void {
    const timer = { kind: 'sessionEnd', localIndex } as const;
    armTimer(this.#services.deadlines, timer, establishedAt + TIMING.rejectAfter);
  }

  #release(session: NodeSession | undefined): void {
    if (session === undefined) return;
    const { localIndex } = session;
    this.#byIndex.delete(localIndex);
    cancelTimer(this.#services.deadlines, { kind: 'sessionEnd', localIndex });
  }
}

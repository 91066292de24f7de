/** Name of a buffered item's file: order, boot id, sequence. */
const ITEM = /\/(samples|events)\/\d{12}_([0-9A-Za-z-]+)_(\d+)$/;

/** How many items of each kind a node has produced; they are numbered from 0. */
export interface Produced {
  readonly samples: number;
  readonly events: number;
}

/**
 * Counts a node's samples and events where they become durable, before anything is sent: what the database must hold
 * in the end. One run of a node has one boot id.
 */
export class ProducedItems {
  #bootId = '';
  readonly #counts = { samples: 0, events: 0 };

  get bootId(): string {
    return this.#bootId;
  }

  get counts(): Produced {
    return { ...this.#counts };
  }

  /** A file of the node's state was written. */
  written(path: string): void {
    const [, stream, bootId, sequence] = ITEM.exec(path) ?? [];
    if (stream === undefined || bootId === undefined) return;
    if (this.#bootId !== '' && bootId !== this.#bootId) throw new Error('a node has changed its boot id');
    if (Number(sequence) !== this.#counts[stream as keyof Produced])
      throw new Error(`a node has numbered its ${stream} with a gap`);
    this.#bootId = bootId;
    this.#counts[stream as keyof Produced]++;
  }
}

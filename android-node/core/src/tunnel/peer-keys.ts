import { base64UrlEncode, formatNodeId, type NodeRecord } from '@ntmobile/shared';
import type { OutputQueue } from '../output-queue.ts';

const PREFIX = 'key/';

/** The static key of every node met, kept over restarts: a coordinator cannot silently exchange a known node. */
export class PeerKeys {
  readonly #outputs: OutputQueue;
  readonly #keys = new Map<string, string>();

  constructor(outputs: OutputQueue) {
    this.#outputs = outputs;
  }

  start(state: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(state)) if (key.startsWith(PREFIX)) this.#keys.set(key, value);
  }

  /** True when the record's key is the remembered one, the first one, or says that it replaces it; remembers it. */
  accept(record: NodeRecord): boolean {
    const key = PREFIX + formatNodeId(record.nodeId);
    const known = this.#keys.get(key);
    const offered = base64UrlEncode(record.staticKey);
    if (known === offered) return true;
    const replaces = record.replaces === undefined ? undefined : base64UrlEncode(record.replaces);
    if (known !== undefined && known !== replaces) return false;
    this.#keys.set(key, offered);
    this.#outputs.emit({ kind: 'saveState', key, value: offered, urgency: 'soon' });
    return true;
  }
}

import { Readable } from 'node:stream';

/** A message that the broker keeps for whoever subscribes later. */
export interface RetainedMessage {
  readonly topic: string;
  /** Empty: the topic keeps none any more. */
  readonly payload: string | Uint8Array;
}

/** The part of a broker's memory that holds them. */
export interface RetainedStore {
  storeRetained(message: RetainedMessage): Promise<unknown>;
  /** The messages of all topics that match one of the filters. */
  createRetainedStreamCombi(filters: readonly string[]): Readable;
}

/**
 * Lets a store that is still empty find messages by whole topics. By itself it compares every message that it holds
 * with each filter, so that what a fleet costs that comes back at once would grow with the square of its size.
 */
export function findRetainedByTopic(store: RetainedStore): void {
  const byTopic = new Map<string, RetainedMessage>();
  const keep = store.storeRetained.bind(store);
  const search = store.createRetainedStreamCombi.bind(store);
  store.storeRetained = (message) => {
    if (message.payload.length === 0) byTopic.delete(message.topic);
    else byTopic.set(message.topic, { ...message });
    return keep(message);
  };
  store.createRetainedStreamCombi = (filters) =>
    filters.some(hasWildcard) ? search(filters) : Readable.from(wholeTopics(byTopic, filters));
}

/** MQTT 5 section 4.7.1. */
function hasWildcard(filter: string): boolean {
  return filter.includes('+') || filter.includes('#');
}

function* wholeTopics(byTopic: ReadonlyMap<string, RetainedMessage>, topics: readonly string[]) {
  for (const topic of topics) {
    const message = byTopic.get(topic);
    if (message !== undefined) yield message;
  }
}

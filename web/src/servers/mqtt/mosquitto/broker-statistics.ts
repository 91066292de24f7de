const CONNECTED = '$SYS/broker/clients/connected';
const DROPPED = '$SYS/broker/publish/messages/dropped';

/** What a mosquitto says of itself and we listen to. */
export const STATISTICS_TOPICS = [CONNECTED, DROPPED] as const;

/** The newest of it; undefined until it said so. */
export interface Statistics {
  readonly connections: number | undefined;
  /** Messages for which a queue had no place, since its start. */
  readonly dropped: number | undefined;
}

/** Keeps what a mosquitto says of itself. */
export class BrokerStatistics {
  readonly #onDropped: (dropped: number) => void;
  #now: Statistics = { connections: undefined, dropped: undefined };

  /** `onDropped` is told the total each time it has grown. */
  constructor(onDropped: (dropped: number) => void) {
    this.#onDropped = onDropped;
  }

  get now(): Statistics {
    return this.#now;
  }

  /** A message on one of the topics; what is no number is left out. */
  told(topic: string, text: string): void {
    if (!/^[0-9]{1,15}$/.test(text)) return;
    const value = Number(text);
    if (topic === CONNECTED) this.#now = { ...this.#now, connections: value };
    if (topic !== DROPPED) return;
    const before = this.#now.dropped ?? 0;
    this.#now = { ...this.#now, dropped: value };
    if (value > before) this.#onDropped(value);
  }
}

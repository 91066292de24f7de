import { environment } from '../../../env.ts';
import { log } from '../../../log.ts';
import type { Channel } from '../../../notifications/channels.ts';
import { Listener } from '../../../notifications/listener.ts';

/** Something changed about a node; without a node, anything may have. */
export interface LiveChange {
  readonly channel: Channel | 'reconnected';
  readonly nodeId: string | undefined;
}

const LISTENED: readonly Channel[] = ['node', 'config', 'telemetry', 'presence'];

/** Hands what the database notifies to every open page, over one connection of the process. */
export class LiveHub {
  readonly #subscribers = new Set<(change: LiveChange) => void>();
  readonly #listener: Listener;
  #started: Promise<void> | undefined;
  #isListening = false;

  constructor(databaseUrl: string) {
    this.#listener = new Listener(databaseUrl, LISTENED, {
      // Notifications of the time between are lost, so every page reads again.
      onConnected: () => {
        this.#isListening = true;
        this.#publish({ channel: 'reconnected', nodeId: undefined });
      },
      onNotified: (channel, nodeId) => this.#publish({ channel, nodeId }),
      onFailed: (error) => {
        this.#isListening = false;
        log.warn({ err: error }, 'live updates: connection lost');
      },
    });
  }

  /** Whether the database can tell of changes now, as far as is known. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Calls back on every change until the returned function is called. */
  async subscribe(subscriber: (change: LiveChange) => void): Promise<() => void> {
    this.#started ??= Promise.resolve(this.#listener.start());
    await this.#started;
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  #publish(change: LiveChange): void {
    for (const subscriber of this.#subscribers) subscriber(change);
  }
}

const held = globalThis as { ntmLiveHub?: LiveHub };

/** The process's hub, made when the first page asks. */
export function liveHub(): LiveHub {
  held.ntmLiveHub ??= new LiveHub(environment().databaseUrl);
  return held.ntmLiveHub;
}

import { BrokerStatistics, type Statistics } from './broker-statistics.ts';
import { ControlChannel, type ControlOptions } from './control-channel.ts';
import { type CredentialSources, MosquittoCredentials, type Reconciled } from './mosquitto-credentials.ts';

/** What the servers need to govern a mosquitto. */
export interface MosquittoAccessOptions extends CredentialSources {
  readonly broker: Omit<ControlOptions, 'onConnected' | 'onFailed' | 'onStatistic'>;
  onReconciled(outcome: Reconciled): void;
  /** The broker had no place for messages; `dropped` counts them since its start. */
  onDropped(dropped: number): void;
  onFailed(error: Error): void;
}

/** Governs who may connect to an external mosquitto, as long as it runs: at each connection as a whole, then by node. */
export class MosquittoAccess {
  readonly #options: MosquittoAccessOptions;
  readonly #channel: ControlChannel;
  readonly #credentials: MosquittoCredentials;
  readonly #statistics: BrokerStatistics;
  #work: Promise<void> = Promise.resolve();
  #waiting = false;
  #stopped = false;

  constructor(options: MosquittoAccessOptions) {
    this.#options = options;
    this.#statistics = new BrokerStatistics((dropped) => options.onDropped(dropped));
    this.#channel = new ControlChannel({
      ...options.broker,
      onConnected: () => this.#reconcile(),
      onStatistic: (topic, value) => this.#statistics.told(topic, value),
      onFailed: options.onFailed,
    });
    this.#credentials = new MosquittoCredentials(this.#channel, options);
  }

  start(): void {
    this.#channel.start();
  }

  /** The node's right to be here may have changed. Rejects while the broker is away: what was missed is made good then. */
  recheck(node: string): Promise<void> {
    return this.#inTurn(() => this.#credentials.recheck(node));
  }

  /** Any node's right may have changed. */
  async recheckAll(): Promise<void> {
    this.#reconcile();
  }

  /** What the broker last said of itself. */
  get statistics(): Statistics {
    return this.#statistics.now;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#channel.stop();
  }

  /** One reconciliation that has not begun does for all that ask. */
  #reconcile(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#inTurn(async () => {
      this.#waiting = false;
      this.#options.onReconciled(await this.#credentials.recheckAll());
    }).catch((error: Error) => {
      if (!this.#stopped) this.#options.onFailed(error);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => {});
    return done;
  }
}

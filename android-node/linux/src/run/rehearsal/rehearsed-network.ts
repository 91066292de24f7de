/** Carries what those who rehearse say to each other, in order, within one call. */
export class RehearsedNetwork {
  readonly #receivers = new Map<string, (datagram: Uint8Array, source: string) => void>();
  #waiting: (() => void)[] = [];

  /** Datagrams to this endpoint reach the receiver. */
  attach(endpoint: string, receiver: (datagram: Uint8Array, source: string) => void): void {
    this.#receivers.set(endpoint, receiver);
  }

  send(datagram: Uint8Array, from: string, to: string): void {
    this.later(() => this.#receivers.get(to)?.(datagram, from));
  }

  /** Does this after what waits already. */
  later(delivery: () => void): void {
    this.#waiting.push(delivery);
  }

  /** Delivers until nothing waits, at most so many times. */
  deliver(most: number): void {
    for (let count = 0; count < most && this.#waiting.length > 0; count++) this.#waiting.shift()?.();
    this.#waiting = [];
  }
}

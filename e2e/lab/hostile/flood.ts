import type { Lab } from '../lab.ts';
import type { LabRealm } from '../realm/lab-realm.ts';
import type { Figures } from '../scenario.ts';
import { kernelFigures, queuesDropped, since } from './kernel-figures.ts';
import { HostileSender, type Hostility } from './sender.ts';

/** Sources of forged messages 1; the router sends what is answered to them to the attacker, where it is counted. */
const MADE_UP_SOURCES = '100.64.0.0/10';
const WITHOUT_END = 1_000_000_000;

/** What is flooded: an address of a namespace whose interface is `eth0`. */
export interface FloodTarget {
  readonly namespace: string;
  readonly address: string;
  readonly port: number;
}

/** What one sender sends; `rate` is datagrams a second, all that goes where it is left out or 0. */
export type FloodKind = Hostility & { readonly rate?: number };

/** A machine of the realm's network that sends as fast as it can. */
export class Flood {
  readonly #lab: Lab;
  readonly #sender: HostileSender;
  readonly #attacker: string;

  private constructor(lab: Lab, attacker: string) {
    this.#lab = lab;
    this.#sender = new HostileSender(lab);
    this.#attacker = attacker;
  }

  /** From the site of this name. */
  static async from(lab: Lab, system: LabRealm, name: string): Promise<Flood> {
    const { namespace, outer } = system.site(name);
    await lab.in(system.router, 'ip', 'route', 'add', MADE_UP_SOURCES, 'via', outer.v4);
    return new Flood(lab, namespace);
  }

  /**
   * Floods a target while something is done. The figures: what the senders handed to their kernel, what the target's
   * kernel gave to programs and had no room for, what this machine's queues before all namespaces had no room for, and
   * how many bytes inside UDP came back for each that was sent.
   */
  async during<T>(
    target: FloodTarget,
    kinds: readonly FloodKind[],
    done: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly figures: Figures }> {
    const [kernelBefore, attackerBefore] = await this.#kernels(target);
    const queuesBefore = queuesDropped();
    const runs = kinds.map(({ rate = 0, ...kind }) =>
      this.#sender.start(this.#attacker, { ...target, count: WITHOUT_END, rate }, kind),
    );
    const result = await done();
    const sent = await Promise.all(runs.map((run) => run.stop()));
    const [kernelAfter, attackerAfter] = await this.#kernels(target);
    const kernel = since(kernelBefore, kernelAfter);
    const attacker = since(attackerBefore, attackerAfter);
    const total = sent.reduce((sum, one) => sum + one.sent, 0);
    const figures = {
      sent: total,
      sentPerSecond: Math.round(sent.reduce((sum, one) => sum + one.sent / one.seconds, 0)),
      kernelReceived: kernel.inDatagrams,
      kernelDropped: kernel.receiveBufferErrors,
      queuesDropped: queuesDropped() - queuesBefore,
      answeredShare: rounded(attacker.receivedBytes / attacker.sentBytes),
    };
    return { result, figures };
  }

  #kernels({ namespace }: FloodTarget) {
    return Promise.all([kernelFigures(this.#lab, namespace), kernelFigures(this.#lab, this.#attacker)]);
  }
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}

import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises';
import { parseEnrolmentString } from '@ntmobile/shared/enrolment';
import { type Admission, ScaleNode } from './scale-node.ts';

/** The desk admits a hundred tries a second from one address. */
const ENROLLED_AT_ONCE = 20;
const ENROLMENT_PAUSE_MS = 250;

/** Where the node with this number, from 1 on, is. */
export type NetworkOf = (number: number) => Omit<Admission, 'invitation' | 'name'>;

/** What the fleet's own side knows, counted. */
export interface FleetCounts {
  readonly enrolled: number;
  readonly registered: number;
  readonly connected: number;
}

/** All simulated nodes of this process. */
export class ScaleFleet {
  readonly nodes: ScaleNode[] = [];

  /** Enrols so many nodes, no faster than one address may. */
  async enrol(count: number, enrolment: string, networkOf: NetworkOf): Promise<void> {
    const invitation = parseEnrolmentString(enrolment);
    for (let from = 0; from < count; from += ENROLLED_AT_ONCE) {
      const numbers = Array.from(
        { length: Math.min(ENROLLED_AT_ONCE, count - from) },
        (_, index) => from + index + 1,
      );
      const enrolled = numbers.map((number) =>
        ScaleNode.enrol({ invitation, name: `fleet-${number}`, ...networkOf(number) }),
      );
      const [nodes] = await Promise.all([Promise.all(enrolled), sleep(ENROLMENT_PAUSE_MS)]);
      this.nodes.push(...nodes);
    }
  }

  /** Starts every node, as fast as this process can. */
  async start(): Promise<void> {
    for (const node of this.nodes) {
      node.start();
      await breath();
    }
  }

  /** The same for the agents of nodes that run. */
  async startAgents(): Promise<void> {
    for (const node of this.nodes) {
      node.startAgent();
      await breath();
    }
  }

  get counts(): FleetCounts {
    return {
      enrolled: this.nodes.length,
      registered: this.nodes.filter(({ isRegistered }) => isRegistered).length,
      connected: this.nodes.filter(({ isConnected }) => isConnected).length,
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}

import { Lab } from '../../lab/lab.ts';
import { LabNode } from '../../lab/ntm-node.ts';
import { ping } from '../../lab/ping.ts';
import { makeSite } from '../../lab/site.ts';
import type { FleetNetwork } from './fleet-network.ts';

/** A device of the fleet's network, with the node that runs on it. */
export interface FleetDevice {
  readonly name: string;
  readonly node: LabNode;
}

/** Devices in namespaces of their own, from which the system under test is reached. */
export class FleetDevices {
  readonly lab: Lab;

  private constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Wires a device to the network for each name. */
  static async start<Name extends string>(
    network: FleetNetwork,
    names: readonly Name[],
  ): Promise<{ devices: FleetDevices; nodes: Readonly<Record<Name, FleetDevice>> }> {
    const lab = new Lab();
    try {
      const made: [Name, FleetDevice][] = [];
      for (const [index, name] of names.entries()) {
        const number = network.firstSite + index;
        const { namespace } = await makeSite(lab, { router: network.router, name, number });
        made.push([name, { name, node: new LabNode(lab, namespace, name) }]);
      }
      const nodes = Object.fromEntries(made) as Record<Name, FleetDevice>;
      return { devices: new FleetDevices(lab), nodes };
    } catch (error) {
      await lab.tearDown();
      throw error;
    }
  }

  /** Starts the device's node, which is its resolver too, and waits until a coordinator has taken it in. */
  async up({ node }: FleetDevice): Promise<void> {
    await node.up('--resolver', this.lab.resolver(node.namespace));
    await node.registered();
  }

  /** Whether one ping to a name or an address is answered within 2 s. */
  async reaches(from: FleetDevice, target: string): Promise<boolean> {
    try {
      return (await ping(this.lab, from.node.namespace, target, { count: 1, everyS: 1 })).received === 1;
    } catch (error) {
      if (String(error).includes('Name or service not known')) return false;
      throw error;
    }
  }

  tearDown(): Promise<void> {
    return this.lab.tearDown();
  }
}

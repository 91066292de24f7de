import { bytesEqual, compareBytes, hexEncode } from '@ntmobile/shared';
import { pairKey } from '../direction/node-pair.ts';
import type { NodeProfile } from '../directory/node-profile.ts';
import type { DcInput } from '../inputs.ts';
import type { StoreOutput } from '../outputs.ts';
import type { Lease } from '../registration/lease.ts';

type Recorded<Kind extends StoreOutput['kind']> = Extract<StoreOutput, { kind: Kind }>;

/** What the database does for a coordinator, in memory. It outlives the coordinators of a test. */
export class MemoryStore {
  readonly profiles = new Map<string, NodeProfile>();
  readonly leases = new Map<string, Lease>();
  readonly paths = new Map<string, { readonly nodes: readonly string[]; readonly pathId: Uint8Array }>();
  readonly audit: Recorded<'recordAudit'>[] = [];
  readonly reports: Recorded<'recordTunnelReport'>[] = [];
  readonly #stamps = new Map<string, Uint8Array>();

  /** Nodes as `started` wants them. */
  startProfiles(): readonly NodeProfile[] {
    return [...this.profiles.values()]
      .filter(({ standing }) => standing !== 'deleted')
      .map((profile) => this.#withStamp(profile));
  }

  stampOf(staticKey: Uint8Array): Uint8Array | undefined {
    return this.#stamps.get(hexEncode(staticKey));
  }

  /** Does what an output asks; returns the input that answers it, if one does. */
  execute(output: StoreOutput): DcInput | undefined {
    switch (output.kind) {
      case 'loadNode': {
        const { staticKey } = output;
        const found = [...this.profiles.values()].find(
          (profile) => profile.standing !== 'deleted' && bytesEqual(profile.staticKey, staticKey),
        );
        return { kind: 'nodeLoaded', staticKey, profile: found && this.#withStamp(found) };
      }
      case 'loadPeers': {
        const { nodeId } = output;
        const mine = [...this.paths.values()].filter(({ nodes }) => nodes.includes(nodeId));
        const paths = mine.flatMap(({ nodes, pathId }) =>
          nodes.filter((id) => id !== nodeId).map((peerId) => ({ peerId, pathId })),
        );
        return { kind: 'peersLoaded', nodeId, paths };
      }
      case 'storePath': {
        const { pair } = output;
        const known = this.paths.get(pairKey(pair));
        const path = known ?? { nodes: [pair.low, pair.high], pathId: output.pathId };
        this.paths.set(pairKey(pair), path);
        return { kind: 'pathStored', pair, pathId: path.pathId };
      }
      default:
        this.#record(output);
        return undefined;
    }
  }

  #record(output: Exclude<StoreOutput, { kind: 'loadNode' | 'loadPeers' | 'storePath' }>): void {
    switch (output.kind) {
      case 'saveStamp': {
        const known = this.stampOf(output.staticKey);
        if (known === undefined || compareBytes(output.stamp, known) > 0)
          this.#stamps.set(hexEncode(output.staticKey), output.stamp);
        return;
      }
      case 'saveLease':
        this.leases.set(output.lease.nodeId, output.lease);
        return;
      case 'dropLease':
        this.leases.delete(output.nodeId);
        return;
      case 'recordAudit':
        this.audit.push(output);
        return;
      case 'recordTunnelReport':
        this.reports.push(output);
        return;
      default:
        output satisfies never;
    }
  }

  #withStamp(profile: NodeProfile): NodeProfile {
    const lastStamp = this.stampOf(profile.staticKey);
    return lastStamp === undefined ? profile : { ...profile, lastStamp };
  }
}

import { formatNodeId } from '@ntmobile/shared';
import { describe, expect, it } from 'vitest';
import { idOf } from '../../fleet-fixture.ts';
import type { Command, Outcome } from './control-channel.ts';
import { MosquittoCredentials } from './mosquitto-credentials.ts';
import { nodeCredential } from './node-credential.ts';

const brokerSecret = new Uint8Array(32).fill(7);
interface Stored {
  username: string;
  clientid?: string;
  textname?: string;
}

/** What the plugin does with commands, as far as credentials go; its answers are those of mosquitto 2.0. */
class Plugin {
  readonly stored = new Map<string, Stored>([['coordinator', { username: 'coordinator' }]]);
  readonly asked: string[] = [];
  refusing: string | undefined;

  async ask(commands: readonly Command[]): Promise<Outcome[]> {
    expect(commands.length).toBeLessThanOrEqual(100);
    return commands.map((command) => this.#do(command));
  }

  #do(command: Command): Outcome {
    const { command: name, username, clientid, textname } = command as Command & Stored;
    if (name !== 'listClients' && name !== 'getClient') this.asked.push(`${name} ${username}`);
    if (name === this.refusing) return { error: 'Internal error' };
    if (name === 'listClients') {
      const { offset, count } = command as unknown as { offset: number; count: number };
      const clients = [...this.stored.values()].slice(offset, offset + count);
      return { data: { totalCount: this.stored.size, clients } };
    }
    const found = this.stored.get(username);
    if (name === 'getClient') return found ? { data: { client: found } } : { error: 'Client not found' };
    if (name === 'createClient' && found) return { error: 'Client already exists' };
    if (name !== 'createClient' && !found) return { error: 'Client not found' };
    if (name === 'deleteClient') this.stored.delete(username);
    else
      this.stored.set(username, { username, ...(clientid && { clientid }), ...(textname && { textname }) });
    return {};
  }
}

function credentials(plugin: Plugin, epochs: ReadonlyMap<string, number>): MosquittoCredentials {
  return new MosquittoCredentials(plugin, {
    brokerSecret,
    epochOf: async (node) => epochs.get(node),
    epochsOfAll: async () => epochs,
  });
}

describe('credentials at mosquitto', () => {
  const [A, B, C, D] = [idOf(1), idOf(2), idOf(3), idOf(4)];
  const listed = (node: string, epoch: number, change: Partial<Stored> = {}): Stored => ({
    username: node,
    clientid: node,
    textname: nodeCredential(brokerSecret, node, epoch).mark,
    ...change,
  });

  it('become those of the database: what is equal is left, what differs is changed, what is too many goes', async () => {
    const plugin = new Plugin();
    for (const stored of [listed(A, 1), listed(B, 1), listed(C, 1), { username: D }])
      plugin.stored.set(stored.username, stored);
    const epochs = new Map([
      [A, 1],
      [B, 2],
      [D, 1],
      [idOf(5), 1],
    ]);
    const outcome = await credentials(plugin, epochs).recheckAll();
    expect(outcome).toEqual({ kept: 1, created: 1, changed: 2, deleted: 1 });
    expect([...plugin.stored.values()].slice(1).sort((a, b) => a.username.localeCompare(b.username))).toEqual(
      [...epochs]
        .map(([node, epoch]) => listed(node, epoch))
        .sort((a, b) => a.username.localeCompare(b.username)),
    );
    expect(await credentials(plugin, epochs).recheckAll()).toEqual({
      kept: 4,
      created: 0,
      changed: 0,
      deleted: 0,
    });
    expect(plugin.stored.has('coordinator')).toBe(true);
  });

  it('of one node follow its right to be there, and commands are few', async () => {
    const plugin = new Plugin();
    const epochs = new Map([[A, 1]]);
    const of = credentials(plugin, epochs);
    for (const epoch of [1, 1, 2]) {
      epochs.set(A, epoch);
      await of.recheck(A);
    }
    epochs.delete(A);
    await of.recheck(A);
    await of.recheck(A);
    expect(plugin.asked).toEqual([`createClient ${A}`, `modifyClient ${A}`, `deleteClient ${A}`]);
  });

  it('are bound to the client id and never carry the password in the mark', () => {
    const { password, mark } = nodeCredential(brokerSecret, A, 1);
    expect(mark).not.toBe('');
    expect(password).not.toContain(mark);
    expect(nodeCredential(brokerSecret, A, 2).mark).not.toBe(mark);
    expect(nodeCredential(new Uint8Array(32), A, 1).mark).not.toBe(mark);
  });

  it('say what the broker refused', async () => {
    const plugin = new Plugin();
    plugin.refusing = 'createClient';
    await expect(credentials(plugin, new Map([[A, 1]])).recheckAll()).rejects.toThrow(
      'the broker refused createClient: Internal error',
    );
    plugin.refusing = 'listClients';
    await expect(credentials(plugin, new Map()).recheckAll()).rejects.toThrow('lists no clients');
  });

  it('of ten thousand nodes are compared in pages', async () => {
    const plugin = new Plugin();
    const ids = Array.from({ length: 10_000 }, (_, index) => {
      const bytes = new Uint8Array(16);
      new DataView(bytes.buffer).setUint32(0, index);
      return formatNodeId(bytes);
    });
    for (const id of ids) plugin.stored.set(id, listed(id, 1));
    const outcome = await credentials(plugin, new Map(ids.map((id) => [id, 1]))).recheckAll();
    expect(outcome).toMatchObject({ kept: 10_000, created: 0, changed: 0, deleted: 0 });
  });
});

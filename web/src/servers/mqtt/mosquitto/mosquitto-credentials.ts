import { z } from 'zod';
import type { EpochOf } from '../node-epochs.ts';
import { COMMANDS_AT_ONCE, type Command, type ControlChannel } from './control-channel.ts';
import { type NodeCredential, nodeCredential } from './node-credential.ts';

/** What the credentials at mosquitto are kept in step with. */
export interface CredentialSources {
  readonly brokerSecret: Uint8Array;
  readonly epochOf: EpochOf;
  /** Epochs of all nodes that may connect. */
  epochsOfAll(): Promise<ReadonlyMap<string, number>>;
}

/** What a reconciliation did. */
export interface Reconciled {
  readonly kept: number;
  readonly created: number;
  readonly changed: number;
  readonly deleted: number;
}

const NODE_USER = /^[a-z2-7]{26}$/;
const listSchema = z.object({
  totalCount: z.int(),
  clients: z.array(
    z.object({
      username: z.string(),
      clientid: z.string().optional(),
      textname: z.string().optional(),
      disabled: z.boolean().optional(),
    }),
  ),
});

type Listed = z.infer<typeof listSchema>['clients'][number];

/**
 * Keeps exactly those nodes at mosquitto that may connect, each with the password of its epoch and bound to its client
 * id. The broker ends the connections of a client that is changed or deleted.
 */
export class MosquittoCredentials {
  readonly #channel: Pick<ControlChannel, 'ask'>;
  readonly #sources: CredentialSources;

  constructor(channel: Pick<ControlChannel, 'ask'>, sources: CredentialSources) {
    this.#channel = channel;
    this.#sources = sources;
  }

  /** Brings one node's credential in step with the database. */
  async recheck(node: string): Promise<void> {
    const epoch = await this.#sources.epochOf(node);
    const [found] = await this.#channel.ask([{ command: 'getClient', username: node }]);
    const listed = z.object({ client: listSchema.shape.clients.element }).safeParse(found?.data);
    await this.#send(this.#difference(node, listed.data?.client, epoch));
  }

  /** As `recheck` for all nodes, and for all that the broker has and should not. */
  async recheckAll(): Promise<Reconciled> {
    const listed = await this.#listed();
    // Read after the broker's list: a node that is enrolled between the two is only looked at twice.
    const epochs = await this.#sources.epochsOfAll();
    const nodes = new Set([...listed.keys(), ...epochs.keys()]);
    const commands = [...nodes].flatMap((node) => this.#difference(node, listed.get(node), epochs.get(node)));
    await this.#send(commands);
    const count = (name: string) => commands.filter(({ command }) => command === name).length;
    const [created, changed, deleted] = [count('createClient'), count('modifyClient'), count('deleteClient')];
    return { kept: nodes.size - created - changed - deleted, created, changed, deleted };
  }

  async #listed(): Promise<Map<string, Listed>> {
    const nodes = new Map<string, Listed>();
    for (let offset = 0; ; offset += COMMANDS_AT_ONCE) {
      const [page] = await this.#channel.ask([
        { command: 'listClients', verbose: true, count: COMMANDS_AT_ONCE, offset },
      ]);
      if (page?.error !== undefined) throw new Error(`the broker lists no clients: ${page.error}`);
      const { clients, totalCount } = listSchema.parse(page?.data);
      for (const client of clients) if (NODE_USER.test(client.username)) nodes.set(client.username, client);
      if (offset + COMMANDS_AT_ONCE >= totalCount) return nodes;
    }
  }

  #difference(node: string, listed: Listed | undefined, epoch: number | undefined): Command[] {
    if (epoch === undefined) return listed === undefined ? [] : [{ command: 'deleteClient', username: node }];
    const credential = nodeCredential(this.#sources.brokerSecret, node, epoch);
    if (listed === undefined) return [{ command: 'createClient', ...fieldsOf(credential) }];
    const same = listed.textname === credential.mark && listed.clientid === node && !listed.disabled;
    return same ? [] : [{ command: 'modifyClient', ...fieldsOf(credential) }];
  }

  async #send(commands: readonly Command[]): Promise<void> {
    for (let start = 0; start < commands.length; start += COMMANDS_AT_ONCE) {
      const page = commands.slice(start, start + COMMANDS_AT_ONCE);
      const outcomes = await this.#channel.ask(page);
      // Another coordinator may have been quicker with the same.
      const failed = outcomes.findIndex(
        ({ error }) => error !== undefined && !/already exists|not found/i.test(error),
      );
      if (failed >= 0)
        throw new Error(`the broker refused ${page[failed]?.command}: ${outcomes[failed]?.error}`);
    }
  }
}

function fieldsOf({ node, password, mark }: NodeCredential) {
  return { username: node, clientid: node, password, textname: mark };
}

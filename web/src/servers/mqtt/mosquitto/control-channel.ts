import { randomUUID } from 'node:crypto';
import { watchForOversized } from '@ntmobile/shared/fleet';
import { connect, type MqttClient } from 'mqtt';
import { z } from 'zod';
import { STATISTICS_TOPICS } from './broker-statistics.ts';
import { CONTROL_TOPIC, RESPONSE_TOPIC } from './mosquitto-files.ts';

/** A command of mosquitto's dynamic-security plugin, such as `{ command: 'deleteClient', username }`. */
export type Command = { readonly command: string } & Record<string, unknown>;

/** Outcome of a command: its data, or why the plugin refused it. */
export interface Outcome {
  readonly data?: unknown;
  readonly error?: string;
}

/** The broker did not answer commands in time: most likely it has no such plugin, or our user is not its administrator. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** How the control channel reaches the broker. */
export interface ControlOptions {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly authority: string;
  readonly servername?: string;
  /** After each (re)connection. */
  onConnected(): void;
  /** The broker said something of itself, on one of `STATISTICS_TOPICS`. */
  onStatistic(topic: string, value: string): void;
  onFailed(error: Error): void;
}

const ANSWER_WITHIN_MS = 30_000;
/** The names of all clients may come in one packet: far above those of the largest fleet. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024;
/** Commands of one message: far below what the broker takes at once. */
export const COMMANDS_AT_ONCE = 100;
const responsesSchema = z.object({
  responses: z.array(
    z.object({
      correlationData: z.string().optional(),
      error: z.string().optional(),
      data: z.unknown().optional(),
    }),
  ),
});

/**
 * Commands to mosquitto's dynamic-security plugin over a connection of its own, one message at a time. All servers see
 * all answers; each knows its own by correlation.
 */
export class ControlChannel {
  readonly #options: ControlOptions;
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  /** Ends the question that is being asked. */
  #giveUp: (error: Error) => void = () => {};
  #client: MqttClient | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  start(): void {
    const { url, username, password, authority, servername, onConnected, onStatistic, onFailed } =
      this.#options;
    const client = connect(url, {
      protocolVersion: 5,
      clientId: `server-${randomUUID()}`,
      clean: true,
      resubscribe: false,
      manualConnect: true,
      username,
      password,
      ca: authority,
      ...(servername !== undefined && { servername }),
    });
    client.on('message', (topic, payload) => {
      if (topic === RESPONSE_TOPIC) this.#answered(payload);
      else onStatistic(topic, payload.toString());
    });
    client.on('connect', () => {
      // A mosquitto whose files are older does not say; nothing else depends on it.
      client.subscribeAsync([...STATISTICS_TOPICS], { qos: 0 }).catch(() => {});
      client.subscribeAsync(RESPONSE_TOPIC, { qos: 1 }).then(onConnected, onFailed);
    });
    client.on('close', () => this.#giveUp(new Error('the connection to the broker was lost')));
    client.on('error', onFailed);
    const tooLong = () => {
      onFailed(new Error('the broker sends a packet that is too long'));
      client.stream.destroy();
    };
    watchForOversized(client, tooLong, MOST_UNREAD_BYTES);
    this.#client = client;
    client.connect();
  }

  /** Sends commands, at most `COMMANDS_AT_ONCE`, and resolves to their outcomes in order. NoAnswerError after a while. */
  ask(commands: readonly Command[]): Promise<Outcome[]> {
    const answer = this.#turn.then(() => this.#ask(commands));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async stop(): Promise<void> {
    await this.#client?.endAsync(true);
  }

  async #ask(commands: readonly Command[]): Promise<Outcome[]> {
    if (!this.#client?.connected) throw new Error('not connected to the broker');
    const marked = commands.map((command) => ({ ...command, correlationData: randomUUID() }));
    const names = marked.map(({ correlationData }) => correlationData);
    const given = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    const late = new NoAnswerError('the broker does not answer on $CONTROL/dynamic-security');
    const timer = setTimeout(() => this.#giveUp(late), ANSWER_WITHIN_MS);
    const outcomes = names.map((name) => new Promise<Outcome>((resolve) => this.#waiting.set(name, resolve)));
    try {
      const sent = this.#client.publishAsync(CONTROL_TOPIC, JSON.stringify({ commands: marked }), { qos: 1 });
      return await Promise.race([sent.then(() => Promise.all(outcomes)), given]);
    } finally {
      clearTimeout(timer);
      for (const name of names) this.#waiting.delete(name);
    }
  }

  #answered(payload: Uint8Array): void {
    const parsed = responsesSchema.safeParse(asJson(payload));
    if (!parsed.success) {
      this.#options.onFailed(new Error('an answer of the broker was not understood'));
      return;
    }
    for (const { correlationData, error, data } of parsed.data.responses) {
      this.#waiting.get(correlationData ?? '')?.({ data, ...(error !== undefined && { error }) });
    }
  }
}

function asJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StateDirectory } from '../state/state-directory.ts';
import { DemoNode } from './demo-node.ts';
import { deviceName } from './device-kind.ts';
import type { DemoSettings } from './settings.ts';

const ENROLMENT_FILE = 'demo-enrolment';
const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 5_000;

/** The devices of the demonstration in one process. */
export class DemoFleet {
  readonly #settings: DemoSettings;
  readonly #say: (line: string) => void;
  readonly #nodes: DemoNode[] = [];
  readonly #stopping = new AbortController();

  constructor(settings: DemoSettings, say: (line: string) => void) {
    this.#settings = settings;
    this.#say = say;
  }

  get nodes(): readonly DemoNode[] {
    return this.#nodes;
  }

  /** Waits for the enrolment string and the console, then starts each device; returns when all run or were refused. */
  async start(): Promise<void> {
    const enrolment = await this.#enrolmentString();
    if (enrolment === undefined) return;
    const numbers = Array.from({ length: this.#settings.nodes }, (_, index) => index + 1);
    for (const number of numbers) await this.#startNode(number, enrolment);
    if (!this.#stopping.signal.aborted) this.#say(`${this.#nodes.length} devices run`);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#nodes.splice(0).map((node) => node.stop()));
  }

  async #startNode(number: number, enrolment: string): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const directory = new StateDirectory(join(this.#settings.dataDirectory, 'demo', String(number)));
    const say = (line: string) => this.#say(`${deviceName(number)}: ${line}`);
    try {
      const names = () => this.#nodes.map(({ name }) => name);
      const node = await DemoNode.start({ number, directory, enrolment, names, say });
      if (this.#stopping.signal.aborted) await node.stop();
      else this.#nodes.push(node);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }

  /** The coordinator writes it, perhaps later than this process starts; undefined when it is not waited for any more. */
  async #enrolmentString(): Promise<string | undefined> {
    const file = join(this.#settings.dataDirectory, ENROLMENT_FILE);
    for (
      let pause = FIRST_LOOK_MS;
      !this.#stopping.signal.aborted;
      pause = Math.min(2 * pause, LONGEST_LOOK_MS)
    ) {
      const text = readIfThere(file).trim();
      if (text !== '') return text;
      if (pause === FIRST_LOOK_MS) this.#say(`waiting for the coordinator to write ${file}`);
      await sleep(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
    return undefined;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

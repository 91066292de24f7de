import { join, resolve } from 'node:path';

/** What the demonstration is told by its surroundings. */
export interface DemoSettings {
  /** Folder of the installation. */
  readonly dataDirectory: string;
  readonly nodes: number;
}

const DEFAULT_NODES = 5;
const MOST_NODES = 100;

/** Reads the environment; an Error with a sentence that names the variable. */
export function readDemoSettings(
  environment: Record<string, string | undefined>,
  workingDirectory: string,
): DemoSettings {
  const text = environment.NTM_DEMO_NODES || String(DEFAULT_NODES);
  const nodes = Number(text);
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > MOST_NODES) {
    throw new Error(
      `NTM_DEMO_NODES is "${text}", but it is a number of nodes from 1 to ${MOST_NODES}. Correct it, or leave it out.`,
    );
  }
  const dataDirectory = resolve(environment.NTM_DATA_DIR || join(workingDirectory, '..', '..', '.ntmobile'));
  return { dataDirectory, nodes };
}

import { hexEncode } from '@ntmobile/shared';
import type { Pool } from 'pg';
import { pairKey } from '../../../dc/direction/node-pair.ts';
import type { DcInput } from '../../../dc/inputs.ts';
import type { StoreOutput } from '../../../dc/outputs.ts';
import { OneAtATime } from '../../one-at-a-time.ts';
import { readProfilesByKey } from './node-profiles.ts';
import { readPaths, storePaths } from './path-rows.ts';

/** What the coordinator waits for. */
export type StoreQuestion = Extract<StoreOutput, { kind: 'loadNode' | 'loadPeers' | 'storePath' }>;

/** What questions need of their surroundings. */
export interface StoreQuestionsOptions {
  readonly pool: Pool;
  tell(input: DcInput): void;
  onUnavailable(error: Error): void;
}

/**
 * Answers each question by one input, in the order in which they came: those that come while others are being
 * answered are asked together. What cannot be asked is told as failed at once.
 */
export class StoreQuestions {
  readonly #options: StoreQuestionsOptions;
  #waiting: StoreQuestion[] = [];
  readonly #answering = new OneAtATime(() => this.#answerAll());

  constructor(options: StoreQuestionsOptions) {
    this.#options = options;
  }

  ask(question: StoreQuestion): void {
    this.#waiting.push(question);
    this.#answering.wake();
  }

  /** Resolves when all that were asked are answered. */
  async stop(): Promise<void> {
    await this.#answering.ended();
  }

  async #answerAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise(setImmediate);
      const questions = this.#waiting;
      this.#waiting = [];
      // Paths before peers: whoever asks for its peers after a path was stored finds it.
      await this.#answer(questions.filter(is('storePath')), (asked) => this.#storePaths(asked));
      await this.#answer(questions.filter(is('loadPeers')), (asked) => this.#loadPeers(asked));
      await this.#answer(questions.filter(is('loadNode')), (asked) => this.#loadNodes(asked));
    }
  }

  async #answer<Question extends StoreQuestion>(
    questions: readonly Question[],
    answersTo: (questions: readonly Question[]) => Promise<readonly DcInput[]>,
  ): Promise<void> {
    if (questions.length === 0) return;
    let answers: readonly DcInput[];
    try {
      answers = await answersTo(questions);
    } catch (error) {
      this.#options.onUnavailable(error as Error);
      answers = questions.map((output) => ({ kind: 'storeFailed', output }));
    }
    for (const answer of answers) this.#options.tell(answer);
  }

  async #storePaths(questions: readonly Extract<StoreQuestion, { kind: 'storePath' }>[]): Promise<DcInput[]> {
    const paths = await storePaths(this.#options.pool, questions);
    return questions.map((output) => {
      const pathId = paths.get(pairKey(output.pair));
      return pathId === undefined
        ? { kind: 'storeFailed', output }
        : { kind: 'pathStored', pair: output.pair, pathId };
    });
  }

  async #loadPeers(questions: readonly Extract<StoreQuestion, { kind: 'loadPeers' }>[]): Promise<DcInput[]> {
    const nodes = [...new Set(questions.map(({ nodeId }) => nodeId))];
    const paths = await readPaths(this.#options.pool, nodes);
    return questions.map(({ nodeId }) => ({ kind: 'peersLoaded', nodeId, paths: paths.get(nodeId) ?? [] }));
  }

  async #loadNodes(questions: readonly Extract<StoreQuestion, { kind: 'loadNode' }>[]): Promise<DcInput[]> {
    const profiles = await readProfilesByKey(
      this.#options.pool,
      questions.map(({ staticKey }) => staticKey),
    );
    const byKey = new Map(profiles.map((profile) => [hexEncode(profile.staticKey), profile]));
    return questions.map(({ staticKey }) => ({
      kind: 'nodeLoaded',
      staticKey,
      profile: byKey.get(hexEncode(staticKey)),
    }));
  }
}

function is<Kind extends StoreQuestion['kind']>(kind: Kind) {
  return (question: StoreQuestion): question is Extract<StoreQuestion, { kind: Kind }> =>
    question.kind === kind;
}

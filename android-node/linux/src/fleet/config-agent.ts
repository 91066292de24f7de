import type { CryptoPrimitives } from '@ntmobile/shared';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import { pinnedKeysOf } from '@ntmobile/shared/enrolment';
import {
  type ConfigInput,
  ConfigJudge,
  type ConfigLists,
  type ConfigOutput,
  type ConfigRefusal,
  type ConfigReport,
  type ConfigSections,
  type ConfigState,
  type ConfiguredCoordinator,
  formatConfigState,
  parseConfigState,
  parseSections,
} from '@ntmobile/shared/fleet';
import type { StateDirectory } from '../state/state-directory.ts';
import { type HeldLists, listOf, together } from './coordinator-lists.ts';

const FILE = 'config.json';

/** What configuration does to the rest of the node. */
interface ConfigEffects {
  /** What is configured besides coordinators is in force; nothing: as enrolment left it. Throws where it cannot be. */
  applySections(sections: ConfigSections | undefined): void;
  /** The core is to look for one of these at once, and to say which answered. */
  useCoordinators(list: ConfiguredCoordinator[]): void;
  report(report: ConfigReport): void;
  /** A document was refused without a verdict. */
  refused(code: ConfigRefusal): void;
  /** The judge's one timer, in monotonic milliseconds. */
  armTimer(at: number | undefined): void;
  /** What was decided could not be stored, so it does not count; or what was stored cannot be read. */
  storeFailed(message: string): void;
}

export interface ConfigAgentOptions {
  readonly enrolment: AdmittedAnswer;
  readonly bootId: string;
  readonly primitives: CryptoPrimitives;
  readonly directory: StateDirectory;
  readonly effects: ConfigEffects;
}

/** Executes what `ConfigJudge` decides: stores, puts in force, has coordinators asked, reports. */
export class ConfigAgent {
  readonly #options: ConfigAgentOptions;
  #judge: ConfigJudge;
  #state: ConfigState;
  #lists: HeldLists;
  #inForce: ConfigLists = 'committed';
  #probed: readonly ConfigLists[] = [];
  /** What the core was last given, as text. */
  #given = '';
  #networkUsable = false;

  constructor(options: ConfigAgentOptions) {
    this.#options = options;
    this.#state = this.#load();
    this.#lists = { committed: this.#committed(), trial: [] };
    // The core was started with the coordinators of enrolment.
    this.#given = JSON.stringify(
      together({ ...this.#lists, committed: options.enrolment.coordinators }, ['committed']),
    );
    this.#judge = this.#newJudge();
  }

  /** What was last decided and stored. */
  get state(): ConfigState {
    return this.#state;
  }

  /** Puts in force what was committed; a trial that a crash cut short is judged. */
  start(now: number): void {
    this.handle({ kind: 'started', state: this.#state }, now);
  }

  /** Hands an input to the judge and executes what follows. */
  handle(input: ConfigInput, now: number): void {
    if (input.kind === 'networkChanged') this.#networkUsable = input.usable;
    const inputs: ConfigInput[] = [input];
    let asked = false;
    for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) {
      this.#judge.handleInput(next, now);
      for (const output of this.#judge.pollOutputs()) {
        if (output.kind === 'store' && !this.#store(output.state)) {
          this.#startAgain(now);
          return;
        }
        if (output.kind === 'probe' && output.lists.length > 0) asked = true;
        inputs.push(...this.#execute(output));
      }
    }
    this.#giveCoordinators(asked);
  }

  /** A coordinator of what the core was given answered. */
  coordinatorProven(
    answered: { readonly publicKey: Uint8Array; readonly endpoint: string },
    wallClockMs: number,
    now: number,
  ): void {
    const list = listOf(this.#lists, this.#probed, answered);
    if (list !== undefined) this.handle({ kind: 'coordinatorAnswered', list, wallClockMs }, now);
  }

  /** Returns the inputs that executing it brings. */
  #execute(output: ConfigOutput): ConfigInput[] {
    const { effects } = this.#options;
    switch (output.kind) {
      case 'store':
        return [];
      case 'apply':
        return this.#apply(output);
      case 'probe':
        this.#probed = output.lists;
        return [];
      case 'report':
        effects.report(output.report);
        return [];
      case 'countRefusal':
        effects.refused(output.code);
        return [];
      case 'armTimer':
        effects.armTimer(output.at);
        return [];
      default:
        return output satisfies never;
    }
  }

  #apply({ list, revision, sections }: Extract<ConfigOutput, { kind: 'apply' }>): ConfigInput[] {
    if (list === 'trial' && sections !== undefined) this.#lists = { ...this.#lists, trial: sections.dc };
    this.#inForce = list;
    const error = this.#applySections(sections);
    if (list !== 'trial' || revision === undefined) return [];
    return [{ kind: 'applyFinished', revision, ...(error && { error }) }];
  }

  #applySections(sections: ConfigSections | undefined): 'apply_failed' | undefined {
    try {
      this.#options.effects.applySections(sections);
      return undefined;
    } catch {
      return 'apply_failed';
    }
  }

  /** While lists are probed the core has these, else the one in force; what it has already is given for a probe only. */
  #giveCoordinators(asked: boolean): void {
    const names = this.#probed.length > 0 ? this.#probed : [this.#inForce];
    const list = together(this.#lists, names);
    const text = JSON.stringify(list);
    if (text === this.#given && !asked) return;
    this.#given = text;
    this.#options.effects.useCoordinators(list);
  }

  #store(state: ConfigState): boolean {
    try {
      this.#options.directory.write(FILE, formatConfigState(state));
    } catch (error) {
      this.#options.effects.storeFailed(error instanceof Error ? error.message : String(error));
      return false;
    }
    this.#state = state;
    this.#lists = { ...this.#lists, committed: this.#committed() };
    if (state.trial === undefined) this.#inForce = 'committed';
    return true;
  }

  /** What is not stored did not happen: as after a restart. */
  #startAgain(now: number): void {
    this.#judge = this.#newJudge();
    this.#probed = [];
    this.start(now);
    this.handle({ kind: 'networkChanged', usable: this.#networkUsable }, now);
  }

  #load(): ConfigState {
    const text = this.#options.directory.read(FILE);
    if (text === undefined) return {};
    const state = parseConfigState(text);
    if (Object.keys(state).length === 0)
      this.#options.effects.storeFailed(`${FILE} is damaged, so the coordinators of enrolment are used`);
    return state;
  }

  #committed(): readonly ConfiguredCoordinator[] {
    const { committed } = this.#state;
    const sections = committed && parseSections(committed.sections);
    return sections?.dc ?? this.#options.enrolment.coordinators;
  }

  #newJudge(): ConfigJudge {
    const { enrolment, bootId, primitives } = this.#options;
    return new ConfigJudge({
      node: enrolment.nodeId,
      bootId,
      keys: pinnedKeysOf(enrolment),
      realmPrefixes: enrolment.realm.prefixes,
      primitives,
    });
  }
}

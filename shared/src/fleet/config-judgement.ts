/**
 * What a node does with a desired document, as a machine without I/O.
 *
 *   verify -> judged before: report the stored verdict -> revision judged with another hash: `revision_reused`
 *   -> older than the highest judged: ignore, report the current verdict -> validate -> store beside the old
 *   -> apply -> probe -> commit, or restore the old and report `rolled_back`.
 *
 * The host hands in one input, then executes the outputs in order and one after the other; `store` must be
 * durable before the next output is touched, so a verdict is always stored before it is reported. A probe lasts
 * 30 s during which a network is usable:
 *
 *   probing ----answer---> commit
 *      | 30 s
 *   comparing --old answers--> roll back      (a crash during a trial continues here)
 *      | 30 s
 *   unreachable: an outage, not this document; whichever list answers first decides
 */
import type { CryptoPrimitives } from '../crypto/primitives.ts';
import type { ConfigDocument } from './config-document.ts';
import { type ConfigLists, type ConfigRefusal, judgeSections, refusalOf } from './config-refusal.ts';
import type { ConfigReport, ReportedStatus } from './config-report.ts';
import type { ConfigSections } from './config-sections.ts';
import { parseSections } from './config-sections.ts';
import { type PinnedKey, verifyConfig } from './config-signature.ts';
import type { ConfigState, HeldSections, Verdict } from './config-state.ts';

/** Time with a usable network after which a probe has failed. */
export const CONFIG_PROBE_MS = 30_000;
/** Said with `applied` where relays are configured: nothing asks them yet. */
const RELAYS_NOT_PROBED = 'rs: not probed';

export type ConfigInput =
  /** First input of all: what the last `store` held. */
  | { readonly kind: 'started'; readonly state: ConfigState }
  /** The payload of `config/desired`. */
  | { readonly kind: 'documentReceived'; readonly jws: Uint8Array; readonly wallClockMs: number }
  /** The trial's sections are in force, or could not be put in force. */
  | { readonly kind: 'applyFinished'; readonly revision: number; readonly error?: string }
  /** An authenticated answer came from a coordinator of this list. */
  | { readonly kind: 'coordinatorAnswered'; readonly list: ConfigLists; readonly wallClockMs: number }
  /** Whether any network is usable; false until told. */
  | { readonly kind: 'networkChanged'; readonly usable: boolean }
  | { readonly kind: 'brokerConnected' }
  | { readonly kind: 'timeReached' };

export type ConfigOutput =
  | { readonly kind: 'store'; readonly state: ConfigState }
  /** Put this list in force; without sections: the lists of enrolment. Only a trial is answered by `applyFinished`. */
  | {
      readonly kind: 'apply';
      readonly list: ConfigLists;
      readonly revision?: number;
      readonly sections?: ConfigSections;
    }
  /** Ask the coordinators of these lists until told otherwise; none ends it. */
  | { readonly kind: 'probe'; readonly lists: readonly ConfigLists[] }
  | { readonly kind: 'report'; readonly report: ConfigReport }
  /** A document that was not for us to judge; nothing else changes. */
  | { readonly kind: 'countRefusal'; readonly code: ConfigRefusal }
  /** Last output of a round: `timeReached` is due at this monotonic millisecond, if any. */
  | { readonly kind: 'armTimer'; readonly at: number | undefined };

/** What one node knows of itself and its realm. */
export interface ConfigJudgeOptions {
  readonly node: string;
  readonly bootId: string;
  /** Pinned at enrolment; two while a key is being rotated. */
  readonly keys: readonly PinnedKey[];
  /** The realm's virtual prefixes, pinned at enrolment; no document may route another. */
  readonly realmPrefixes: readonly string[];
  readonly primitives: CryptoPrimitives;
}

type Trial =
  | { readonly phase: 'none' }
  | { readonly phase: 'applying' }
  | { readonly phase: 'probing' | 'comparing'; readonly remainingMs: number }
  | { readonly phase: 'unreachable' };

/** See the top of this file. */
export class ConfigJudge {
  readonly #options: ConfigJudgeOptions;
  #state: ConfigState = {};
  #trial: Trial = { phase: 'none' };
  #networkUsable = false;
  /** When the remaining time of a probe was last reckoned. */
  #reckonedAt = 0;
  #outputs: ConfigOutput[] = [];

  constructor(options: ConfigJudgeOptions) {
    this.#options = options;
  }

  /** Takes one input; `now` is monotonic milliseconds that count in suspend. */
  handleInput(input: ConfigInput, now: number): void {
    this.#reckon(now);
    switch (input.kind) {
      case 'started':
        this.#start(input.state);
        return;
      case 'documentReceived':
        this.#judge(input.jws, input.wallClockMs);
        return;
      case 'applyFinished':
        this.#finishApply(input.revision, input.error);
        return;
      case 'coordinatorAnswered':
        this.#answered(input.list, input.wallClockMs);
        return;
      case 'networkChanged':
        this.#networkUsable = input.usable;
        return;
      case 'brokerConnected':
        this.#reportVerdict();
        return;
      case 'timeReached':
        return;
    }
  }

  /** The outputs of the round; the last one is `armTimer`. */
  pollOutputs(): ConfigOutput[] {
    const outputs = this.#outputs;
    this.#outputs = [];
    outputs.push({ kind: 'armTimer', at: this.#deadline() });
    return outputs;
  }

  #start(state: ConfigState): void {
    this.#state = state;
    this.#applyCommitted();
    if (state.trial === undefined) return;
    this.#enter({ phase: 'comparing', remainingMs: CONFIG_PROBE_MS }, ['committed']);
  }

  #judge(jws: Uint8Array, wallClockMs: number): void {
    const { node, keys, primitives } = this.#options;
    const verified = verifyConfig(jws, keys, primitives);
    if (!verified.ok) {
      this.#count(verified.code);
      return;
    }
    const { document } = verified;
    const refusal = refusalOf(document, node, wallClockMs);
    if (refusal !== undefined) {
      this.#count(refusal);
      return;
    }
    const verdict = this.#state.verdict;
    if (verdict === undefined || document.revision > verdict.revision) {
      this.#judgeNew(document);
      return;
    }
    if (document.revision < verdict.revision) this.#count('older_revision');
    if (document.revision < verdict.revision || document.hash === verdict.hash) {
      this.#reportVerdict();
      return;
    }
    this.#report({
      revision: document.revision,
      hash: document.hash,
      status: 'rejected',
      error: 'revision_reused',
    });
  }

  #judgeNew(document: ConfigDocument): void {
    const { revision, hash, sections } = document;
    const judged = judgeSections(sections, this.#options.realmPrefixes);
    if (!judged.ok) {
      this.#leaveTrial();
      this.#decide({ revision, hash, status: 'rejected', error: judged.code });
      return;
    }
    const trial = { revision, hash, sections };
    if (this.#trial.phase !== 'none') this.#endProbe();
    this.#trial = { phase: 'applying' };
    this.#decide({ revision, hash, status: 'applying' }, trial);
    this.#outputs.push({ kind: 'apply', list: 'trial', revision, sections: judged.sections });
  }

  #finishApply(revision: number, error: string | undefined): void {
    const held = this.#state.trial;
    if (this.#trial.phase !== 'applying' || held?.revision !== revision) return;
    if (error !== undefined) {
      this.#restore('failed', error);
      return;
    }
    this.#enter({ phase: 'probing', remainingMs: CONFIG_PROBE_MS }, ['trial']);
  }

  #answered(list: ConfigLists, wallClockMs: number): void {
    const held = this.#state.trial;
    if (held === undefined) return;
    switch (this.#trial.phase) {
      case 'none':
      case 'applying':
        return;
      case 'probing':
        if (list === 'trial') this.#commit(held, wallClockMs);
        return;
      case 'comparing':
      case 'unreachable':
        if (list === 'trial') this.#commit(held, wallClockMs);
        else this.#restore('rolled_back', 'probe_failed');
        return;
    }
  }

  #commit(held: HeldSections, appliedAt: number): void {
    const wasInForce = this.#trial.phase === 'probing';
    this.#endProbe();
    const { revision, hash } = held;
    this.#state = { ...this.#state, committed: held };
    const hasRelays = (parseSections(held.sections)?.rs.length ?? 0) > 0;
    this.#decide({
      revision,
      hash,
      status: 'applied',
      appliedAt,
      ...(hasRelays && { error: RELAYS_NOT_PROBED }),
    });
    if (!wasInForce) this.#applyCommitted();
  }

  #restore(status: 'failed' | 'rolled_back', error: string): void {
    const held = this.#state.trial as HeldSections;
    this.#endProbe();
    this.#applyCommitted();
    this.#decide({ revision: held.revision, hash: held.hash, status, error });
  }

  /** A newer document replaces one on trial: what is committed is in force again. */
  #leaveTrial(): void {
    if (this.#trial.phase === 'none') return;
    this.#endProbe();
    this.#applyCommitted();
  }

  /** Stores a verdict, with its trial if it is not final, then reports it. */
  #decide(verdict: Verdict, trial?: HeldSections): void {
    const { committed } = this.#state;
    this.#state = { verdict, ...(committed && { committed }), ...(trial && { trial }) };
    this.#outputs.push({ kind: 'store', state: this.#state });
    this.#reportVerdict();
  }

  #enter(trial: Trial, lists: readonly ConfigLists[]): void {
    this.#trial = trial;
    this.#outputs.push({ kind: 'probe', lists });
  }

  #endProbe(): void {
    const probing = this.#trial.phase !== 'applying';
    this.#trial = { phase: 'none' };
    if (probing) this.#outputs.push({ kind: 'probe', lists: [] });
  }

  /** Takes the time since the last input off a probe's remaining time and lets it fail. */
  #reckon(now: number): void {
    const elapsed = Math.max(0, now - this.#reckonedAt);
    this.#reckonedAt = now;
    const trial = this.#trial;
    if (!this.#networkUsable || (trial.phase !== 'probing' && trial.phase !== 'comparing')) return;
    const remainingMs = trial.remainingMs - elapsed;
    if (remainingMs > 0) this.#trial = { phase: trial.phase, remainingMs };
    else if (trial.phase === 'probing')
      this.#enter({ phase: 'comparing', remainingMs: CONFIG_PROBE_MS }, ['committed']);
    else this.#giveUp();
  }

  #giveUp(): void {
    const { revision, hash } = this.#state.trial as HeldSections;
    this.#enter({ phase: 'unreachable' }, ['trial', 'committed']);
    this.#decide({ revision, hash, status: 'applying', error: 'unreachable' }, this.#state.trial);
  }

  #applyCommitted(): void {
    const held = this.#state.committed;
    const sections = held && parseSections(held.sections);
    if (held === undefined || sections === undefined)
      this.#outputs.push({ kind: 'apply', list: 'committed' });
    else this.#outputs.push({ kind: 'apply', list: 'committed', revision: held.revision, sections });
  }

  #deadline(): number | undefined {
    const trial = this.#trial;
    if (!this.#networkUsable || (trial.phase !== 'probing' && trial.phase !== 'comparing')) return undefined;
    return this.#reckonedAt + trial.remainingMs;
  }

  #reportVerdict(): void {
    if (this.#state.verdict !== undefined) this.#report(this.#state.verdict);
  }

  #report(verdict: Verdict & { readonly status: ReportedStatus }): void {
    const { node, bootId } = this.#options;
    this.#outputs.push({ kind: 'report', report: { v: 1, node, bootId, ...verdict } });
  }

  #count(code: ConfigRefusal): void {
    this.#outputs.push({ kind: 'countRefusal', code });
  }
}

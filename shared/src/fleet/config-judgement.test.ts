import { beforeEach, describe, expect, it } from 'vitest';
import { noblePrimitives } from '../crypto/noble.ts';
import type { ConfigDocument } from './config-document.ts';
import { sectionsText } from './config-document.ts';
import { type ConfigInput, ConfigJudge, type ConfigOutput } from './config-judgement.ts';
import { type ConfigState, formatConfigState, parseConfigState } from './config-state.ts';
import {
  BOOT,
  documentOf,
  NODE,
  NOW,
  OTHER_NODE,
  pinnedKey,
  SECTIONS,
  signed,
} from './testing/config-fixture.ts';

/** A node with its durable store; `crash` loses everything but that. */
class Node {
  stored: ConfigState = {};
  reports: string[] = [];
  refusals: string[] = [];
  inForce: number | 'enrolment' = 'enrolment';
  probed: readonly string[] = [];
  deadline: number | undefined;
  kinds: string[] = [];
  /** Revisions whose sections cannot be put in force. */
  unappliable = new Set<number>();
  #judge = newJudge();
  #now = 1_000;
  #returned: ConfigInput[] = [];

  constructor() {
    this.#run({ kind: 'started', state: {} });
    this.#run({ kind: 'networkChanged', usable: true });
  }

  receive(change: Partial<ConfigDocument> = {}, sections?: string): void {
    this.#run({ kind: 'documentReceived', jws: signed(documentOf(change, sections)), wallClockMs: NOW });
  }

  give(input: ConfigInput): void {
    this.#run(input);
  }

  answer(list: 'trial' | 'committed'): void {
    this.#run({ kind: 'coordinatorAnswered', list, wallClockMs: NOW });
  }

  /** Lets time pass, firing deadlines as they fall due. */
  pass(ms: number): void {
    const end = this.#now + ms;
    while (this.deadline !== undefined && this.deadline <= end) {
      this.#now = this.deadline;
      this.#run({ kind: 'timeReached' });
    }
    this.#now = end;
  }

  crash(): void {
    this.#judge = newJudge();
    this.#run({ kind: 'started', state: parseConfigState(formatConfigState(this.stored)) });
    this.#run({ kind: 'networkChanged', usable: true });
  }

  /** One input, all its outputs, then what executing them gave back. */
  #run(input: ConfigInput): void {
    this.#judge.handleInput(input, this.#now);
    for (const output of this.#judge.pollOutputs()) this.#execute(output);
    for (const next of this.#returned.splice(0)) this.#run(next);
  }

  #execute(output: ConfigOutput): void {
    this.kinds.push(output.kind);
    switch (output.kind) {
      case 'store':
        this.stored = output.state;
        return;
      case 'apply':
        this.#apply(output);
        return;
      case 'probe':
        this.probed = output.lists;
        return;
      case 'report': {
        const { revision, status, error } = output.report;
        this.reports.push(error === undefined ? `${revision} ${status}` : `${revision} ${status} ${error}`);
        return;
      }
      case 'countRefusal':
        this.refusals.push(output.code);
        return;
      case 'armTimer':
        this.deadline = output.at;
    }
  }

  #apply(output: Extract<ConfigOutput, { kind: 'apply' }>): void {
    const { list, revision } = output;
    const broken = revision !== undefined && this.unappliable.has(revision);
    if (!broken) this.inForce = revision ?? 'enrolment';
    if (list === 'trial' && revision !== undefined) {
      this.#returned.push({ kind: 'applyFinished', revision, ...(broken && { error: 'tun_failed' }) });
    }
  }
}

function newJudge(): ConfigJudge {
  return new ConfigJudge({
    node: NODE,
    bootId: BOOT,
    keys: [pinnedKey()],
    realmPrefixes: ['198.18.0.0/15'],
    primitives: noblePrimitives,
  });
}

const OTHER_SECTIONS = sectionsText({ ...SECTIONS, telemetry: { intervalSeconds: 30 } });

describe('a node that gets a configuration', () => {
  let node: Node;
  beforeEach(() => {
    node = new Node();
  });

  it('commits it when a coordinator of its list answers', () => {
    node.receive();
    expect(node.probed).toEqual(['trial']);
    node.answer('trial');
    expect(node.reports).toEqual(['1 applying', '1 applied rs: not probed']);
    expect(node.stored.committed?.revision).toBe(1);
    expect(node.stored.trial).toBeUndefined();
    expect(node.inForce).toBe(1);
    expect(node.deadline).toBeUndefined();
    expect(node.probed).toEqual([]);
  });

  it('says nothing of relays where there are none', () => {
    node.receive({}, sectionsText({ ...SECTIONS, rs: [] }));
    node.answer('trial');
    expect(node.reports).toEqual(['1 applying', '1 applied']);
  });

  it('stores every verdict before it reports it', () => {
    node.receive();
    node.answer('trial');
    const lasting = node.kinds.filter((kind) => kind === 'store' || kind === 'report');
    expect(lasting).toEqual(['store', 'report', 'store', 'report']);
  });

  it('answers a repeat with the stored verdict and does nothing', () => {
    node.receive();
    node.answer('trial');
    node.kinds = [];
    node.receive();
    expect(node.kinds).toEqual(['report', 'armTimer']);
    expect(node.reports.at(-1)).toBe('1 applied rs: not probed');
  });

  it('rejects a reused revision and keeps what it has', () => {
    node.receive();
    node.answer('trial');
    node.receive({}, OTHER_SECTIONS);
    expect(node.reports.at(-1)).toBe('1 rejected revision_reused');
    expect(node.inForce).toBe(1);
    node.give({ kind: 'brokerConnected' });
    expect(node.reports.at(-1)).toBe('1 applied rs: not probed');
  });

  it('ignores a revision below the highest judged, whatever that verdict was', () => {
    node.receive({ revision: 5 }, '{}');
    expect(node.reports).toEqual(['5 rejected invalid_sections']);
    node.receive({ revision: 4 });
    expect(node.reports).toEqual(['5 rejected invalid_sections', '5 rejected invalid_sections']);
    expect(node.refusals).toEqual(['older_revision']);
    expect(node.inForce).toBe('enrolment');
  });

  it('judges nothing that is not for it and now', () => {
    node.receive({ node: OTHER_NODE, revision: 9 });
    node.receive({ expiresAt: NOW, revision: 9 });
    node.receive({ issuedAt: NOW + 2 * 86_400_000, expiresAt: NOW + 3 * 86_400_000, revision: 9 });
    node.give({ kind: 'documentReceived', jws: new Uint8Array(40), wallClockMs: NOW });
    expect(node.refusals).toEqual(['other_node', 'expired', 'not_yet_valid', 'malformed']);
    expect(node.reports).toEqual([]);
    node.receive({ revision: 1 });
    expect(node.reports).toEqual(['1 applying']);
  });

  it('rejects routes outside the realm for good', () => {
    const sections = sectionsText({ ...SECTIONS, addresses: { prefixes: ['0.0.0.0/0'] } });
    node.receive({}, sections);
    expect(node.reports).toEqual(['1 rejected prefix_outside_realm']);
    expect(node.inForce).toBe('enrolment');
  });

  it('restores the old one when the new one cannot be applied', () => {
    node.unappliable.add(1);
    node.receive();
    expect(node.reports).toEqual(['1 applying', '1 failed tun_failed']);
    expect(node.inForce).toBe('enrolment');
  });

  it('rolls back when only the old list answers', () => {
    node.receive();
    node.answer('trial');
    node.receive({ revision: 2 }, OTHER_SECTIONS);
    node.answer('committed');
    node.pass(30_000);
    expect(node.probed).toEqual(['committed']);
    node.answer('committed');
    expect(node.reports.at(-1)).toBe('2 rolled_back probe_failed');
    expect(node.inForce).toBe(1);
    expect(node.stored.committed?.revision).toBe(1);
    node.receive({ revision: 2 }, OTHER_SECTIONS);
    expect(node.reports.at(-1)).toBe('2 rolled_back probe_failed');
  });

  it('counts only time with a usable network', () => {
    node.receive();
    node.pass(20_000);
    node.give({ kind: 'networkChanged', usable: false });
    expect(node.deadline).toBeUndefined();
    node.pass(3_600_000);
    node.give({ kind: 'networkChanged', usable: true });
    node.pass(9_999);
    expect(node.probed).toEqual(['trial']);
    node.pass(1);
    expect(node.probed).toEqual(['committed']);
  });

  it('keeps both lists when neither answers and lets the first answer decide', () => {
    for (const [list, verdict, inForce] of [
      ['trial', '1 applied rs: not probed', 1],
      ['committed', '1 rolled_back probe_failed', 'enrolment'],
    ] as const) {
      node = new Node();
      node.receive();
      node.pass(60_000);
      expect(node.reports.at(-1)).toBe('1 applying unreachable');
      expect(node.probed).toEqual(['trial', 'committed']);
      node.pass(86_400_000);
      node.answer(list);
      expect(node.reports.at(-1)).toBe(verdict);
      expect(node.inForce).toBe(inForce);
    }
  });

  it('takes a crash in the middle for a failed probe', () => {
    node.receive();
    node.crash();
    expect(node.inForce).toBe('enrolment');
    expect(node.probed).toEqual(['committed']);
    node.answer('committed');
    expect(node.reports.at(-1)).toBe('1 rolled_back probe_failed');
    node.crash();
    node.receive();
    expect(node.reports.at(-1)).toBe('1 rolled_back probe_failed');
  });

  it('keeps what it committed through a crash', () => {
    node.receive();
    node.answer('trial');
    node.crash();
    expect(node.inForce).toBe(1);
    node.receive({ revision: 1 });
    expect(node.reports.at(-1)).toBe('1 applied rs: not probed');
  });

  it('leaves a trial for a newer document', () => {
    node.receive();
    node.receive({ revision: 2 }, OTHER_SECTIONS);
    node.answer('trial');
    expect(node.reports).toEqual(['1 applying', '2 applying', '2 applied rs: not probed']);
    expect(node.inForce).toBe(2);
    node = new Node();
    node.receive();
    node.receive({ revision: 2 }, '[]');
    expect(node.reports.at(-1)).toBe('2 rejected invalid_sections');
    expect(node.inForce).toBe('enrolment');
    expect(node.deadline).toBeUndefined();
  });

  it('starts from nothing when its stored state is damaged', () => {
    expect(parseConfigState('{"verdict":')).toEqual({});
    expect(parseConfigState('{"verdict":{"revision":"9"}}')).toEqual({});
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base64UrlDecode, base64UrlEncode, concatBytes, formatNodeId, utf8Encode } from '@ntmobile/shared';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import {
  CONFIG_JWS_HEADER,
  CONFIG_PROBE_MS,
  type ConfigDocument,
  type ConfigReport,
  type ConfigSections,
  type ConfiguredCoordinator,
  sectionsHash,
  sectionsText,
  signingKeyId,
} from '@ntmobile/shared/fleet';
import { ed25519PublicKey, ed25519Sign, noblePrimitives } from '@ntmobile/shared/noble';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StateDirectory } from '../state/state-directory.ts';
import { ConfigAgent } from './config-agent.ts';

const SEED = new Uint8Array(32).fill(7);
const KEY = ed25519PublicKey(SEED);
const NODE = formatNodeId(new Uint8Array(16).fill(1));
const WALL = 1_800_000_000_000;
const dc = (byte: number, ...endpoints: string[]): ConfiguredCoordinator => ({
  endpoints,
  publicKey: base64UrlEncode(new Uint8Array(32).fill(byte)),
});
const ENROLLED = dc(1, '192.0.2.1:1');
const FIRST = dc(2, '192.0.2.2:1');
const SECOND = dc(3, '192.0.2.3:1');

const ENROLMENT: AdmittedAnswer = {
  v: 1,
  kind: 'admitted',
  nodeId: NODE,
  name: 'pi',
  realm: { domain: 'ntm.internal', prefixes: ['198.18.0.0/15'] },
  coordinators: [ENROLLED],
  relays: [],
  signingKeys: [{ keyId: signingKeyId(KEY, noblePrimitives), publicKey: base64UrlEncode(KEY) }],
  broker: { endpoint: 'x:1', serverName: 'x', caCertificate: '', username: NODE, password: 'x' },
  serverTime: WALL,
};

let root: string;
let now: number;
let given: ConfiguredCoordinator[][];
let said: string[];
let storedWhenSaid: string[];
let failing: string | undefined;
let agent: ConfigAgent;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-config-'));
  now = 1_000;
  given = [];
  said = [];
  storedWhenSaid = [];
  failing = undefined;
  agent = start();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = () => join(root, 'config.json');

function start(): ConfigAgent {
  const started = new ConfigAgent({
    enrolment: ENROLMENT,
    bootId: NODE,
    primitives: noblePrimitives,
    directory: new StateDirectory(root),
    effects: {
      applySections: (sections) => {
        if (failing !== undefined) throw new Error(failing);
        said.push(`apply ${sections?.telemetry.intervalSeconds ?? 'enrolment'}`);
      },
      useCoordinators: (list) => given.push(list),
      report: ({ revision, status, error }: ConfigReport) => {
        said.push(`${revision} ${status}${error ? ` ${error}` : ''}`);
        storedWhenSaid.push(readFileSync(file(), 'utf8'));
      },
      refused: (code) => said.push(`refused ${code}`),
      armTimer: () => {},
      storeFailed: (message) => said.push(`not stored: ${message.slice(0, 30)}`),
    },
  });
  started.start(now);
  started.handle({ kind: 'networkChanged', usable: true }, now);
  return started;
}

const sections = (seconds: number, ...list: ConfiguredCoordinator[]): ConfigSections => ({
  dc: list,
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds: seconds },
});

function push(revision: number, content: ConfigSections, seed = SEED): void {
  const text = sectionsText(content);
  const document: ConfigDocument = {
    v: 1,
    node: NODE,
    revision,
    issuedAt: WALL,
    expiresAt: WALL + 1_000_000,
    hash: sectionsHash(text, noblePrimitives),
    keyId: signingKeyId(KEY, noblePrimitives),
    sections: text,
  };
  const part = (value: unknown) => base64UrlEncode(utf8Encode(JSON.stringify(value)));
  const input = utf8Encode(`${part(CONFIG_JWS_HEADER)}.${part(document)}`);
  const jws = concatBytes(input, utf8Encode(`.${base64UrlEncode(ed25519Sign(seed, input))}`));
  agent.handle({ kind: 'documentReceived', jws, wallClockMs: WALL }, now);
}
function answer({ publicKey, endpoints }: ConfiguredCoordinator, endpoint = endpoints[0] as string): void {
  agent.coordinatorProven({ publicKey: base64UrlDecode(publicKey), endpoint }, WALL, now);
}
function wait(ms: number): void {
  now += ms;
  agent.handle({ kind: 'timeReached' }, now);
}

describe('a document', () => {
  it('is applied when a coordinator of its list has answered', () => {
    push(1, sections(30, FIRST));
    expect(given).toEqual([[FIRST]]);
    answer(ENROLLED);
    answer(FIRST, '192.0.2.99:1');
    expect(said.at(-1)).toBe('apply 30');
    answer(FIRST);
    expect(said).toEqual(['apply enrolment', '1 applying', 'apply 30', '1 applied']);
    expect(given).toHaveLength(1);
    expect(agent.state).toMatchObject({ committed: { revision: 1 }, verdict: { status: 'applied' } });
  });

  it('with the present list has it asked anew', () => {
    push(1, sections(30, ENROLLED));
    expect(given).toEqual([[ENROLLED]]);
    answer(ENROLLED);
    expect(said.at(-1)).toBe('1 applied');
  });

  it('with a dead coordinator is rolled back to what was committed last, within 90 s', () => {
    push(1, sections(30, FIRST));
    answer(FIRST);
    push(2, sections(40, SECOND));
    wait(CONFIG_PROBE_MS);
    expect(given.at(-1)).toEqual([FIRST]);
    answer(FIRST);
    expect(said.slice(4)).toEqual(['2 applying', 'apply 40', 'apply 30', '2 rolled_back probe_failed']);
    expect(now).toBeLessThan(90_000);
    expect(given).toEqual([[FIRST], [SECOND], [FIRST]]);
  });

  it('is not to blame when no coordinator answers: both lists are asked and the first answer decides', () => {
    push(1, sections(30, FIRST));
    wait(CONFIG_PROBE_MS);
    wait(CONFIG_PROBE_MS);
    expect(said.at(-1)).toBe('1 applying unreachable');
    expect(given.at(-1)).toEqual([FIRST, ENROLLED]);
    answer(FIRST);
    expect(said.slice(-2)).toEqual(['1 applied', 'apply 30']);
    expect(given.at(-1)).toEqual([FIRST]);
  });

  it('is judged once: its verdict is on disk before it is said, and said again on each connection', () => {
    push(1, { ...sections(30, FIRST), addresses: { prefixes: ['0.0.0.0/0'] } });
    push(1, { ...sections(30, FIRST), addresses: { prefixes: ['0.0.0.0/0'] } });
    agent.handle({ kind: 'brokerConnected' }, now);
    expect(said.slice(1)).toEqual(new Array(3).fill('1 rejected prefix_outside_realm'));
    for (const stored of storedWhenSaid) expect(stored).toContain('prefix_outside_realm');
    expect(given).toEqual([]);
  });

  it('of somebody else changes nothing', () => {
    push(1, sections(30, FIRST), new Uint8Array(32).fill(8));
    expect(said).toEqual(['apply enrolment', 'refused bad_signature']);
    expect(given).toEqual([]);
  });

  it('that cannot be put in force has failed', () => {
    failing = 'no such interface';
    push(1, sections(30, FIRST));
    expect(said.at(-1)).toBe('1 failed apply_failed');
    expect(given).toEqual([]);
  });
});

describe('after a restart', () => {
  it('what was committed is in force without a broker', () => {
    push(1, sections(30, FIRST));
    answer(FIRST);
    agent = start();
    expect(said.at(-1)).toBe('apply 30');
    expect(given.at(-1)).toEqual([FIRST]);
  });

  it('in the middle of a trial counts as a failed probe', () => {
    push(1, sections(30, FIRST));
    agent = start();
    expect(given.at(-1)).toEqual([ENROLLED]);
    answer(ENROLLED);
    expect(said.at(-1)).toBe('1 rolled_back probe_failed');
    push(1, sections(30, FIRST));
    expect(said.at(-1)).toBe('1 rolled_back probe_failed');
  });

  it('a damaged file is told, and the coordinators of enrolment serve', () => {
    writeFileSync(file(), '{"committed":');
    agent = start();
    expect(said.slice(1)).toEqual(['not stored: config.json is damaged, so the', 'apply enrolment']);
  });
});

it('what cannot be stored did not happen', () => {
  rmSync(root, { recursive: true });
  push(1, sections(30, FIRST));
  expect(said.slice(1)).toEqual([expect.stringContaining('not stored: ENOENT'), 'apply enrolment']);
  expect(agent.state).toEqual({});
  expect(given).toEqual([]);
  new StateDirectory(root);
  push(1, sections(30, FIRST));
  answer(FIRST);
  expect(said.at(-1)).toBe('1 applied');
});

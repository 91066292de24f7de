import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeInput, NodeReport, NodeStatus } from '@ntmobile/node-core';
import { base64UrlEncode, formatNodeId } from '@ntmobile/shared';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StateDirectory } from '../state/state-directory.ts';
import { type FleetAgent, startFleetAgent } from './fleet-agent.ts';

const id = (byte: number) => formatNodeId(new Uint8Array(16).fill(byte));
const KEY = base64UrlEncode(new Uint8Array(32).fill(9));

let root: string;
let said: string[];
let inputs: NodeInput[];
let tell: (report: NodeReport) => void;
let listening: number;
const running: FleetAgent[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-agent-'));
  said = [];
  inputs = [];
  listening = 0;
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((agent) => agent.stop()));
  rmSync(root, { recursive: true });
});

/** An agent whose broker cannot be reached. */
function start(nodeId: string, broker: Partial<AdmittedAnswer['broker']> = {}): FleetAgent {
  const status: NodeStatus = {
    bootId: id(7),
    virtualAddresses: [],
    coordinator: { state: 'connecting', since: 0 },
    tunnels: [],
    counts: {},
  };
  const enrolment: AdmittedAnswer = {
    v: 1,
    kind: 'admitted',
    nodeId,
    name: 'pi',
    realm: { domain: 'ntm.internal', prefixes: ['198.18.0.0/15'] },
    coordinators: [{ endpoints: ['192.0.2.1:1'], publicKey: KEY }],
    relays: [],
    signingKeys: [{ keyId: '0'.repeat(16), publicKey: KEY }],
    broker: {
      endpoint: '127.0.0.1:1',
      serverName: 'broker.ntm.internal',
      caCertificate: '',
      username: nodeId,
      password: 'secret word',
      ...broker,
    },
    serverTime: 0,
  };
  const agent = startFleetAgent({
    node: {
      status: () => status,
      counters: () => ({ totals: {}, peers: [] }),
      handle: (...more) => void inputs.push(...more),
      onReport: (listener) => {
        tell = listener;
        listening += 1;
        return () => {
          listening -= 1;
        };
      },
    },
    enrolment,
    state: new StateDirectory(root),
    agent: 'test 1',
    say: (line) => said.push(line),
    interfaces: () => [{ name: 'eth0', addresses: ['192.0.2.9'] }],
    networkType: () => 'ethernet',
    useUpstream: () => undefined,
  });
  running.push(agent);
  return agent;
}

/** Timers that keep this process. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

it('keeps samples and events while no broker answers, and says so once', async () => {
  const agent = start(id(1));
  tell({ kind: 'failed', what: 'tun', message: 'gone' });
  await vi.waitFor(() => expect(agent.status().counts.brokerLost).toBeGreaterThanOrEqual(2), 10_000);
  expect(agent.status()).toMatchObject({
    broker: { state: 'waiting', why: expect.stringContaining('ECONNREFUSED') },
    telemetry: { intervalMs: 60_000, waitingEvents: 2 },
  });
  expect(agent.status().telemetry.waitingSamples).toBeGreaterThan(0);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^no connection to the broker: .*; trying again$/);
  expect(said.join()).not.toContain('secret word');
});

it('leaves the coordinators of enrolment to the core that has them already', () => {
  start(id(1));
  expect(inputs.map(({ kind }) => kind)).toEqual(['overlayConfigured']);
});

it('takes nothing of one node id over to another', async () => {
  await start(id(1)).stop();
  const { waitingSamples, waitingEvents } = start(id(2)).status().telemetry;
  expect([waitingSamples, waitingEvents]).toEqual([1, 1]);
  const again = start(id(1)).status().telemetry;
  expect(again.waitingSamples).toBeGreaterThan(1);
});

it('leaves no timer that keeps a process, and no listener, where the broker cannot be dialled at all', () => {
  const before = timers();
  expect(() => start(id(1), { endpoint: '127.0.0.1:70000' })).toThrow('enrol again');
  tell({ kind: 'failed', what: 'tun', message: 'gone' });
  expect(timers()).toBe(before);
  expect(listening).toBe(0);
});

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeRequest,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  enrolmentStringOf,
  openRequest,
  sealAnswer,
} from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMITTED } from '../../../../shared/src/enrolment/testing/admitted-answer.ts';
import { UsageError } from '../cli/arguments.ts';
import { StateDirectory } from '../state/state-directory.ts';
import { type EnrolOptions, enrol } from './enrol.ts';
import { loadEnrolment } from './stored-enrolment.ts';

const privateKey = new Uint8Array(randomBytes(32));
const realm = { privateKey, publicKey: nodePrimitives.x25519PublicKey(privateKey) };

/** What the console does with one request; a sealed answer where it is one. */
type Reaction = EnrolmentAnswer | ((response: ServerResponse) => void);

let root: string;
let server: Server;
let url: string;
let reactions: Reaction[];
let asked: { request: EnrolmentRequest; nodeKey: Uint8Array }[];
let said: string[];
let waits: number[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'ntm-enrol-'));
  [reactions, asked, said, waits] = [[], [], [], []];
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  rmSync(root, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = new Uint8Array(Buffer.concat(await request.toArray()));
  const reaction = reactions.shift() ?? ADMITTED;
  if (typeof reaction === 'function') return reaction(response);
  const { handshake, nodeKey, payload } = openRequest(nodePrimitives, realm, body);
  asked.push({ request: decodeRequest(payload), nodeKey });
  expect([request.method, request.url]).toEqual(['POST', '/api/enrol']);
  response.setHeader('content-type', 'application/octet-stream');
  response.end(
    sealAnswer(nodePrimitives, handshake, { ephemeralPrivateKey: randomBytes(32), answer: reaction }),
  );
}

const stringOf = (change: { consoleUrl?: string; realmKey?: Uint8Array } = {}) =>
  enrolmentStringOf({
    consoleUrl: url,
    realmKey: realm.publicKey,
    keyId: 'abc',
    secret: 'secret-secret-secret',
    ...change,
  });

const run = (change: Partial<EnrolOptions> = {}) =>
  enrol(
    { state: root, enrolment: stringOf(), name: 'till', ...change },
    { agent: 'test 1', say: (line) => said.push(line), sleep: async (ms) => void waits.push(ms) },
  );
const stored = () => loadEnrolment(new StateDirectory(root));

const PENDING: EnrolmentAnswer = {
  v: 1,
  kind: 'pending',
  nodeId: 'a'.repeat(26),
  seconds: 7,
  message: 'wait',
};
const page = (response: ServerResponse) =>
  void response
    .writeHead(200, { 'content-type': 'text/html' })
    .end(`<html>${'Sign in '.repeat(2_000)}</html>`);
const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end('no');

describe('enrolling', () => {
  it('asks with this node’s key and keeps the whole answer, for its owner only', async () => {
    const text = await run();
    expect(text).toContain('enrolled as till-3 in the realm ntm.internal');
    expect(text).toContain(`the name till was taken\nnext: npx --no ntm-node up --state ${root}\n`);
    expect(asked[0]?.request).toMatchObject({
      keyId: 'abc',
      name: 'till',
      agent: 'test 1',
      platform: 'linux',
    });
    expect(stored()).toEqual({
      consoleUrl: url,
      realmKey: Buffer.from(realm.publicKey).toString('base64url'),
      answer: ADMITTED,
    });
    expect(statSync(join(root, 'enrolment.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(root, 'enrolment.json'), 'utf8')).not.toContain('secret-secret');
  });

  it('asks again while a person has not decided, with rising stamps and the same key, and says so once', async () => {
    reactions = [PENDING, PENDING, PENDING];
    await run();
    expect(said).toEqual([
      `waiting for approval in the console at ${url}/nodes/${'a'.repeat(26)}; asking again every 7 s`,
    ]);
    expect(waits).toEqual([7_000, 7_000, 7_000]);
    const stamps = asked.map(({ request }) => Buffer.from(request.stamp).toString('hex'));
    expect(stamps).toEqual([...new Set(stamps)].sort());
    expect(stamps).toHaveLength(4);
    expect(new Set(asked.map(({ nodeKey }) => Buffer.from(nodeKey).toString('hex'))).size).toBe(1);
  });

  it('goes on after whatever is no answer of the realm, with a sentence for each', async () => {
    reactions = [
      page,
      status(302, { location: 'http://portal.example/\u009b2J' }),
      status(400),
      status(404),
      status(429),
      status(502),
      (response) => void response.end(randomBytes(300)),
      (response) => void response.destroy(),
      { v: 1, kind: 'busy', seconds: 10, message: 'No coordinator yet.' },
    ];
    await run();
    const expected = [
      /web page answered .* sign-in first/,
      /sends us to http:\/\/portal\.example\/.* sign-in first/,
      /does not belong to the realm of this enrolment string/,
      /no NTMobile console at .*404/,
      /too many tries/,
      /fault \(HTTP 502\)/,
      /not one of this realm/,
      /was cut/,
      /come again: No coordinator yet/,
    ];
    expect(said).toHaveLength(expected.length);
    for (const [index, words] of expected.entries()) expect(said[index]).toMatch(words);
    for (const line of said) {
      expect(line).toMatch(/; trying again in \d+ s$/);
      expect(line).not.toContain('\u009b');
    }
    expect(stored()?.answer.name).toBe('till-3');
  });

  it('keeps asking, and says why, when the console belongs to another realm', async () => {
    const other = nodePrimitives.x25519PublicKey(new Uint8Array(randomBytes(32)));
    const enrolment = stringOf({ realmKey: other });
    reactions = [status(400)];
    let tries = 0;
    const ended = enrol(
      { state: root, enrolment },
      {
        agent: 'test 1',
        say: (line) => said.push(line),
        sleep: async () => {
          reactions = [status(400)];
          if (++tries === 3) throw new Error('enough');
        },
      },
    );
    await expect(ended).rejects.toThrow('enough');
    expect(said[0]).toMatch(/is it the right one\?/);
    expect(stored()).toBeUndefined();
  });

  it('goes on while nothing answers', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const ended = enrol(
      { state: root, enrolment: stringOf({ consoleUrl: `http://127.0.0.1:${port}` }) },
      {
        agent: 'test 1',
        say: (line) => said.push(line),
        sleep: () => Promise.reject(new Error('enough')),
      },
    );
    await expect(ended).rejects.toThrow('enough');
    expect(said[0]).toMatch(/nothing answers at .*: is the console running/);
  });

  it('asks once more when a copy of its request came first, and takes the second such answer as final', async () => {
    const stale: EnrolmentAnswer = { v: 1, kind: 'refused', code: 'stale', message: 'Set the clock.' };
    reactions = [stale];
    await run();
    expect(said).toHaveLength(1);
    reactions = [stale, stale];
    await expect(run({ again: true })).rejects.toThrow('Set the clock. (stale)');
  });

  it('ends with the realm’s words when it refuses', async () => {
    reactions = [{ v: 1, kind: 'refused', code: 'keyExpired', message: 'This enrolment key has expired.' }];
    await expect(run()).rejects.toThrow('This enrolment key has expired. (keyExpired)');
    expect(stored()).toBeUndefined();
  });
});

describe('a node that is enrolled', () => {
  it('says so and asks nothing, unless it is to enrol again, which keeps its key', async () => {
    await run();
    expect(await run()).toMatch(
      /is enrolled as till-3 .* nothing was done.*\nnext: npx --no ntm-node up --state /,
    );
    expect(asked).toHaveLength(1);
    reactions = [{ ...ADMITTED, name: 'till-4' }];
    expect(await run({ again: true })).toContain('enrolled as till-4');
    expect(asked[1]?.nodeKey).toEqual(asked[0]?.nodeKey);
    expect(stored()?.answer.name).toBe('till-4');
  });

  it('says what the realm made of its name, and nothing where it got the one it wished', async () => {
    expect(await run({ name: 'Kasse Nord' })).toContain(
      'asked for the name "Kasse Nord"; the realm made till-3 of it',
    );
    expect(await run({ name: 'Till-3', again: true })).toMatch(/^enrolled as till-3 .*\nnext: /);
  });

  it('joins no other realm by accident', async () => {
    await run();
    const enrolment = stringOf({ realmKey: new Uint8Array(randomBytes(32)) });
    await expect(run({ enrolment })).rejects.toThrow('another realm');
  });

  it('is told of a damaged file, and how to go on', async () => {
    writeFileSync(
      join(root, 'enrolment.json'),
      '{"consoleUrl":"x","realmKey":"y","answer":{"kind":"admitted"}}',
    );
    await expect(run()).rejects.toThrow(
      /enrolment\.json is damaged .*npx --no ntm-node enrol 'ENROLMENT-STRING' --again --state /,
    );
    expect(await run({ again: true })).toContain('enrolled as till-3');
  });
});

it.each(['', 'http://console', 'ntm://enrol?url=http%3A%2F%2Fx'])(
  'refuses %j as not understood',
  async (enrolment) => {
    await expect(run({ enrolment })).rejects.toThrow(UsageError);
  },
);

it('takes a string with white space around it', async () => {
  expect(await run({ enrolment: ` ${stringOf()}\n` })).toContain('enrolled as');
});

/** What the servers write down while everything happens that happens: lines that parse, few of each kind, no secret. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeTopic } from '@ntmobile/shared/fleet';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { brokerPassword } from '../../web/src/keys/broker-password.ts';
import { createLog } from '../../web/src/log.ts';
import { startCoordinator } from '../../web/src/servers/coordinator.ts';
import { keyFileLines } from './key-file-lines.ts';
import { TestNode } from './test-node.ts';
import { WholeRealm } from './whole-realm.ts';

const soon = { timeout: 40_000, interval: 50 };
const PLANTED = ['planted-database-password', 'planted-user-password', 'planted-metrics-token-0123456789ab'];
let written = '';
const log = createLog('test', 'trace', {
  write: (line: string) => {
    written += line;
  },
});
let realm: WholeRealm;
let node: TestNode;

beforeAll(async () => {
  realm = await WholeRealm.start(log);
}, 90_000);
afterAll(async () => {
  await node?.stop();
  await realm?.stop();
});

/** Everything secret that this installation has, as it is written anywhere. */
function secrets(): string[] {
  const invitation = readFileSync(join(realm.dataDirectory, 'demo-enrolment'), 'utf8').trim();
  return [
    ...PLANTED,
    ...keyFileLines(realm.dataDirectory),
    invitation,
    new URL(realm.environment.databaseUrl).password,
    realm.serverCredential.password,
    encodeURIComponent(realm.serverCredential.password),
    brokerPassword(realm.keys.brokerSecret, node.id, 1),
  ];
}

const refusedAtBroker = (username: string, password: string) =>
  connectAsync(
    realm.brokerUrl,
    { protocolVersion: 5, reconnectPeriod: 0, clientId: 'server-x', username, password },
    false,
  ).catch(() => {});

it('is lines that parse, without a secret, and of each kind one a second at most', async () => {
  node = await TestNode.enrol(realm, 'told');
  await vi.waitFor(() => expect(node.agent.status().broker.state).toBe('connected'), soon);
  const desk = realm.environment.consoleUrl;
  for (let time = 0; time < 30; time++) {
    await refusedAtBroker(realm.serverCredential.username, PLANTED[1] as string);
    await fetch(`${desk}/api/enrol`, { method: 'POST', body: `${PLANTED[1]}${time}` }).catch(() => {});
  }
  const hostile = await connectAsync(realm.brokerUrl, {
    protocolVersion: 5,
    clientId: node.id,
    username: node.id,
    password: brokerPassword(realm.keys.brokerSecret, node.id, 1),
    reconnectPeriod: 0,
  });
  for (let time = 0; time < 400; time++)
    hostile.publish(nodeTopic(node.id, 'telemetry'), `{"password":"${PLANTED[1]}"}`, { qos: 0 });
  // A database whose password is in the address, and a log of whatever comes of it, in every way that logs are written.
  const databaseUrl = `postgresql://ntm:${PLANTED[0]}@127.0.0.1:1/none`;
  const metrics = { address: '127.0.0.1', port: 1, token: PLANTED[2] };
  const failure = await startCoordinator({ ...realm.environment, databaseUrl, metrics }, log).catch(
    (error: Error) => error,
  );
  for (let time = 0; time < 50; time++) {
    log.error({ err: failure }, 'the coordinator did not start');
    log.warn(
      { environment: { databaseUrl, metrics }, headers: { authorization: `Bearer ${PLANTED[2]}` } },
      'asked for',
    );
    log.info({ password: PLANTED[1], user: { newPassword: PLANTED[1] } }, `signed in with ${databaseUrl}`);
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await hostile.endAsync(true);

  const lines = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.length).toBeGreaterThan(8);
  const found = secrets().filter((secret) => written.includes(secret));
  expect(found).toEqual([]);
  const messages = new Set(lines.map(({ msg }) => msg));
  // A mosquitto tells nobody whom it refused.
  const ofBroker = realm.mosquitto === undefined ? ['broker refused'] : [];
  expect([...messages]).toEqual(
    expect.arrayContaining([...ofBroker, 'fleet servers started', 'signalling started']),
  );
  const lastSaid = new Map<string, number>();
  for (const { level, msg, error, reason, code, err, time } of lines) {
    const kind = `${level} ${msg} ${error ?? reason ?? code ?? err?.message ?? ''}`;
    expect([kind, time - (lastSaid.get(kind) ?? 0) >= 990]).toEqual([kind, true]);
    lastSaid.set(kind, time);
  }
}, 120_000);

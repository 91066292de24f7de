import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base64UrlEncode, bytesEqual, type CryptoPrimitives } from '@ntmobile/shared';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import { type ConfigRefusal, type ConfigReport, nodeTopic, sectionsText } from '@ntmobile/shared/fleet';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { ConfigAgent } from '../../../android-node/linux/src/fleet/config-agent.ts';
import { received } from '../../../android-node/linux/src/fleet/inbox.ts';
import { StateDirectory } from '../../../android-node/linux/src/state/state-directory.ts';
import {
  BOOT,
  documentOf,
  NODE,
  NOW,
  OTHER_NODE,
  pinnedKey,
  SECTIONS,
  signed,
} from '../../../shared/src/fleet/testing/config-fixture.ts';
import type { HostileTarget } from '../hostile-target.ts';
import { joinMessage, splitMessage } from './mqtt-message.ts';

const KEY = pinnedKey();
const DAY_MS = 86_400_000;
const ENROLMENT: AdmittedAnswer = {
  v: 1,
  kind: 'admitted',
  nodeId: NODE,
  name: 'pi',
  realm: { domain: 'ntm.internal', prefixes: ['198.18.0.0/15'] },
  coordinators: SECTIONS.dc,
  relays: [],
  signingKeys: [{ keyId: KEY.keyId, publicKey: base64UrlEncode(KEY.publicKey) }],
  broker: { endpoint: 'x:1', serverName: 'x', caCertificate: '', username: NODE, password: 'x' },
  serverTime: NOW,
};

const IN_FORCE = signed(documentOf({ revision: 5 }));
/** Signed by the realm itself, and none for this node now. */
const NEVER_FOR_US = [
  signed(documentOf({ revision: 4 })),
  signed(documentOf({ node: OTHER_NODE, revision: 9 })),
  signed(documentOf({ revision: 9, issuedAt: NOW - 2 * DAY_MS, expiresAt: NOW - DAY_MS })),
  signed(documentOf({ revision: 9, issuedAt: NOW + 2 * DAY_MS, expiresAt: NOW + 3 * DAY_MS })),
  signed(documentOf({ revision: 9, keyId: '0'.repeat(16) })),
];

/**
 * A million signatures would take minutes, so that only these documents are known to be signed: all else of the judge is
 * as it is in life.
 */
function knowing(documents: readonly Uint8Array[]): CryptoPrimitives {
  const known = documents.map((jws) => {
    const dot = jws.lastIndexOf(0x2e);
    return {
      input: jws.slice(0, dot),
      signature: Buffer.from(Buffer.from(jws.subarray(dot + 1)).toString(), 'base64url'),
    };
  });
  return {
    ...nodePrimitives,
    ed25519Verify: (_, input, signature) =>
      known.some((one) => bytesEqual(one.signature, signature) && bytesEqual(one.input, input)),
  };
}

/** What a broker in the wrong hands delivers to a node: no document is taken that was not signed for it and now. */
export const nodeBrokerMessages: HostileTarget = {
  name: "node: the broker's messages",
  inputs: 250_000,
  longest: 70_000,
  start() {
    const root = mkdtempSync(join(tmpdir(), 'ntm-hostile-'));
    const refused: Partial<Record<ConfigRefusal, number>> = {};
    const reports: ConfigReport[] = [];
    let [counted, given] = [0, 0];
    const primitives = knowing([IN_FORCE, ...NEVER_FOR_US, signed(documentOf({ revision: 6 }))]);
    const agent = new ConfigAgent({
      enrolment: ENROLMENT,
      bootId: BOOT,
      primitives,
      directory: new StateDirectory(root),
      effects: {
        applySections: () => {
          given += 1;
        },
        useCoordinators: () => {
          given += 1;
        },
        report: (report) => reports.push(report),
        refused: (code) => {
          refused[code] = (refused[code] ?? 0) + 1;
        },
        armTimer: () => {},
        storeFailed: (message) => {
          throw new Error(message);
        },
      },
    });
    const judge = (jws: Uint8Array) =>
      agent.handle({ kind: 'documentReceived', jws, wallClockMs: NOW }, 1_000);
    const answered = () =>
      agent.handle({ kind: 'coordinatorAnswered', list: 'trial', wallClockMs: NOW }, 1_000);
    agent.start(1_000);
    agent.handle({ kind: 'networkChanged', usable: true }, 1_000);
    judge(IN_FORCE);
    answered();
    return {
      seeds: [
        ...[IN_FORCE, ...NEVER_FOR_US].map((jws) => joinMessage(nodeTopic(NODE, 'config/desired'), jws)),
        joinMessage(nodeTopic(OTHER_NODE, 'config/desired'), IN_FORCE),
        joinMessage(nodeTopic(NODE, 'telemetry/ack'), JSON.stringify({ v: 1, bootId: BOOT, sequence: 7 })),
        joinMessage(nodeTopic(NODE, 'event/ack'), JSON.stringify({ v: 1, bootId: BOOT, sequence: 7 })),
        joinMessage(
          nodeTopic(NODE, 'telemetry/rate'),
          JSON.stringify({ v: 1, intervalMs: 1_000, durationMs: 60_000 }),
        ),
      ],
      take(input) {
        const { topic, payload } = splitMessage(input);
        const message = received(NODE, topic, payload);
        counted += 1;
        if (message.kind !== 'document') return;
        const before = reports.length + total(refused);
        judge(message.jws);
        if (reports.length + total(refused) === before) throw new Error('a document left no trace');
        reports.length = 0;
      },
      processed: () => counted,
      held: () => ({
        state: agent.state,
        given,
        files: readdirSync(root).map((name) => [name, readFileSync(join(root, name), 'utf8')]),
      }),
      serves() {
        judge(signed(documentOf({ revision: 6 }, sectionsText(SECTIONS))));
        answered();
        if (agent.state.committed?.revision !== 6) throw new Error('a genuine document is not taken');
      },
      stop: () => rmSync(root, { recursive: true }),
    };
  },
};

function total(counts: Partial<Record<ConfigRefusal, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base64UrlEncode, bytesEqual, type CryptoPrimitives } from '@ntmobile/shared';
import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import { nodeTopic } from '@ntmobile/shared/fleet';
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

const STARTED_AT = 1_000;
const IN_FORCE = signed(documentOf({ revision: 5 }));
const AFTERWARDS = signed(documentOf({ revision: 6 }));
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

/** A node's judge with its files, and what it did. */
class TriedNode {
  readonly root = mkdtempSync(join(tmpdir(), 'ntm-hostile-'));
  /** Documents that were refused, and reports. */
  traces = 0;
  /** How often something was put in force. */
  applied = 0;
  readonly agent = new ConfigAgent({
    enrolment: ENROLMENT,
    bootId: BOOT,
    primitives: knowing([IN_FORCE, ...NEVER_FOR_US, AFTERWARDS]),
    directory: new StateDirectory(this.root),
    effects: {
      applySections: () => {
        this.applied += 1;
      },
      useCoordinators: () => {
        this.applied += 1;
      },
      report: () => {
        this.traces += 1;
      },
      refused: () => {
        this.traces += 1;
      },
      armTimer: () => {},
      storeFailed: (message) => {
        throw new Error(message);
      },
    },
  });

  constructor() {
    this.agent.start(STARTED_AT);
    this.agent.handle({ kind: 'networkChanged', usable: true }, STARTED_AT);
  }

  judge(jws: Uint8Array): void {
    const before = this.traces;
    this.agent.handle({ kind: 'documentReceived', jws, wallClockMs: NOW }, STARTED_AT);
    if (this.traces === before) throw new Error('a document left no trace');
  }

  /** A coordinator of the list on trial answers. */
  prove(): void {
    this.agent.handle({ kind: 'coordinatorAnswered', list: 'trial', wallClockMs: NOW }, STARTED_AT);
  }

  held() {
    const files = readdirSync(this.root).map((name) => [name, readFileSync(join(this.root, name), 'utf8')]);
    return { state: this.agent.state, applied: this.applied, files };
  }
}

function messages(): readonly Uint8Array[] {
  const acknowledgement = JSON.stringify({ v: 1, bootId: BOOT, sequence: 7 });
  const rate = JSON.stringify({ v: 1, intervalMs: 1_000, durationMs: 60_000 });
  return [
    ...[IN_FORCE, ...NEVER_FOR_US].map((jws) => joinMessage(nodeTopic(NODE, 'config/desired'), jws)),
    joinMessage(nodeTopic(OTHER_NODE, 'config/desired'), IN_FORCE),
    joinMessage(nodeTopic(NODE, 'telemetry/ack'), acknowledgement),
    joinMessage(nodeTopic(NODE, 'event/ack'), acknowledgement),
    joinMessage(nodeTopic(NODE, 'telemetry/rate'), rate),
  ];
}

/** What a broker in the wrong hands delivers to a node: no document is taken that was not signed for it and now. */
export const nodeBrokerMessages: HostileTarget = {
  name: "node: the broker's messages",
  inputs: 1_000_000,
  longest: 70_000,
  start() {
    const node = new TriedNode();
    node.judge(IN_FORCE);
    node.prove();
    return {
      seeds: messages(),
      take(input) {
        const { topic, payload } = splitMessage(input);
        const message = received(NODE, topic, payload);
        if (message.kind === 'document') node.judge(message.jws);
      },
      held: () => node.held(),
      serves() {
        node.judge(AFTERWARDS);
        node.prove();
        if (node.agent.state.committed?.revision !== 6) throw new Error('a genuine document is not taken');
      },
      stop: () => rmSync(node.root, { recursive: true }),
    };
  },
};

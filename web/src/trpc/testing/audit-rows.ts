import { expect } from 'vitest';
import { SoftAuthenticator } from '../../auth/passkeys/testing/soft-authenticator.ts';
import {
  aboutNode,
  boss,
  type Call,
  draft,
  draftBesideForce,
  elsewhere,
  key,
  ops,
  people,
  revokedKey,
  sections,
  withApp,
  withPasskey,
} from './console-in-use.ts';
import { CONSOLE, codeOf, NOW, PASSWORD } from './people.ts';

/** What the audit says of an accepted call. */
interface Row {
  /** Makes what the call is about. */
  readonly prepare: () => Promise<Call>;
  /** Whether the audit has two sides to tell of it, or the one that there is. */
  readonly kind: 'made' | 'changed' | 'gone';
  readonly action: string;
  readonly subject: string;
  readonly before: object | null;
  readonly after: object | null;
  /** What is told of further subjects. */
  readonly besides?: readonly string[];
}

/** A call of which it says nothing. */
interface SilentRow {
  readonly prepare: () => Promise<Call>;
  /** Why the audit does not tell of it. */
  readonly why: string;
  /** Tables of which a row differs afterwards. */
  readonly touches: readonly string[];
}

/** What people of the rows change theirs to. */
export const NEW_PASSWORD = 'a lamp beside the door';
const SHA256 = expect.stringMatching(/^[0-9a-f]{64}$/);
const VERSION = expect.any(Number);
const NO_FACTORS = { appSince: null, passkeys: 0, recoveryCodes: 0 };
const APP = { appSince: NOW.toISOString(), passkeys: 0, recoveryCodes: 10 };
const ONE_PASSKEY = { appSince: null, passkeys: 1, recoveryCodes: 10 };

/** Each mutation, an accepted call of it, and what the audit then says. A new one must be entered here, on purpose. */
export const ROWS: Record<string, Row> = {
  'account.confirmSecondFactor': {
    prepare: async () => {
      const person = await ops();
      await elsewhere(person);
      const { base32 } = await person.api.account.offerSecondFactor();
      return { by: person.sessionId, input: { code: codeOf(base32) } };
    },
    kind: 'changed',
    action: 'second_factor.added',
    subject: 'user',
    before: NO_FACTORS,
    after: { ...APP, sessionsEnded: 1 },
  },
  'account.removeSecondFactor': {
    prepare: async () => ({ by: (await withApp(await ops())).sessionId }),
    kind: 'changed',
    action: 'second_factor.removed',
    subject: 'user',
    before: APP,
    after: NO_FACTORS,
  },
  'account.renewRecoveryCodes': {
    prepare: async () => ({ by: (await withApp(await ops())).sessionId }),
    kind: 'changed',
    action: 'recovery_codes.renewed',
    subject: 'user',
    before: APP,
    after: { ...APP, replaced: 10 },
  },
  'account.addPasskey': {
    prepare: async () => {
      const person = await ops();
      const response = new SoftAuthenticator(CONSOLE).register(await person.api.account.offerPasskey());
      return { by: person.sessionId, input: { name: 'phone', response } };
    },
    kind: 'changed',
    action: 'passkey.added',
    subject: 'user',
    before: NO_FACTORS,
    after: { name: 'phone', ...ONE_PASSKEY, sessionsEnded: 0 },
  },
  'account.renamePasskey': {
    prepare: async () => {
      const { by, device } = await withPasskey(await ops());
      return { by, input: { id: device.id, name: 'old phone' } };
    },
    kind: 'changed',
    action: 'passkey.renamed',
    subject: 'user',
    before: { name: 'phone' },
    after: { name: 'old phone' },
  },
  'account.removePasskey': {
    prepare: async () => {
      const { by, device } = await withPasskey(await ops());
      return { by, input: { id: device.id } };
    },
    kind: 'changed',
    action: 'passkey.removed',
    subject: 'user',
    before: { name: 'phone', ...ONE_PASSKEY },
    after: NO_FACTORS,
  },
  'config.saveDraft': {
    prepare: async () => {
      const person = await ops();
      const seenDraft = await draft(person, 60);
      return { by: person.sessionId, input: { sections: sections(90), seenDraft } };
    },
    kind: 'changed',
    action: 'config.draft_saved',
    subject: 'fleet_config',
    before: { lines: ['interval: 60 s'] },
    after: { lines: ['interval: 90 s'] },
  },
  'config.discardDraft': {
    prepare: async () => {
      const person = await ops();
      await draftBesideForce(person);
      return { by: person.sessionId };
    },
    kind: 'changed',
    action: 'config.draft_discarded',
    subject: 'fleet_config',
    before: { hash: SHA256, savedAt: NOW.toISOString(), lines: ['interval: 90 s'] },
    after: { hash: SHA256, lines: ['interval: 60 s'] },
  },
  'config.push': {
    prepare: async () => {
      const person = await ops();
      const hash = await draftBesideForce(person);
      return { by: person.sessionId, input: { target: { kind: 'all' }, hash, expectedCount: 1 } };
    },
    kind: 'changed',
    action: 'config.pushed',
    subject: 'push',
    before: { version: VERSION, hash: SHA256, held: [{ version: VERSION, hash: SHA256, nodes: 1 }] },
    after: { target: 'all', count: 1, version: VERSION, hash: SHA256 },
  },
  'enrolment.createKey': {
    prepare: async () => {
      const limits = { kind: 'reusable', useLimit: 5, expiresInHours: 1, approvalRequired: true };
      return { by: (await ops()).sessionId, input: { label: 'Tills', ...limits } };
    },
    kind: 'made',
    action: 'enrolment_key.created',
    subject: 'enrolment_key',
    before: null,
    after: {
      label: 'Tills',
      kind: 'reusable',
      useLimit: 5,
      approvalRequired: true,
      expiresAt: new Date(NOW.getTime() + 3.6e6).toISOString(),
    },
  },
  'enrolment.revokeKey': {
    prepare: async () => ({ by: (await ops()).sessionId, input: { id: await key() } }),
    kind: 'changed',
    action: 'enrolment_key.revoked',
    subject: 'enrolment_key',
    before: { label: 'Tills', useCount: 2, revokedAt: null },
    after: { label: 'Tills', useCount: 2, revokedAt: NOW.toISOString(), nodesSuspended: 0 },
  },
  'enrolment.suspendKeyNodes': {
    prepare: async () => ({ by: (await ops()).sessionId, input: { id: await revokedKey() } }),
    kind: 'changed',
    action: 'enrolment_key.nodes_suspended',
    subject: 'enrolment_key',
    before: { label: 'Tills', useCount: 2, nodesActive: 1 },
    after: { label: 'Tills', useCount: 2, nodesActive: 0 },
    besides: ['node.suspended'],
  },
  'nodes.approve': {
    prepare: async () => aboutNode(await ops(), { admit: true }, 'pending'),
    kind: 'changed',
    action: 'node.approved',
    subject: 'node',
    before: { name: 'till-1', approval: 'pending' },
    after: { name: 'till-1', approval: 'approved' },
  },
  'nodes.suspend': {
    prepare: async () => aboutNode(await ops(), { suspended: true }),
    kind: 'changed',
    action: 'node.suspended',
    subject: 'node',
    before: { name: 'till-1', suspended: false },
    after: { name: 'till-1', suspended: true },
  },
  'nodes.delete': {
    prepare: async () => aboutNode(await boss(), {}),
    kind: 'gone',
    action: 'node.deleted',
    subject: 'node',
    before: { name: 'till-1', approval: 'approved' },
    after: null,
  },
  'people.add': {
    prepare: async () => {
      const input = { username: 'new', password: NEW_PASSWORD, role: 'viewer', oneTime: true };
      return { by: (await boss()).sessionId, input };
    },
    kind: 'made',
    action: 'user.created',
    subject: 'user',
    before: null,
    after: { username: 'new', role: 'viewer', oneTime: true },
  },
  'people.change': {
    prepare: async () => {
      const { id } = await ops();
      return { by: (await boss()).sessionId, input: { id, role: 'viewer', disabled: true } };
    },
    kind: 'changed',
    action: 'user.changed',
    subject: 'user',
    before: { username: 'ops', role: 'operator', disabled: false },
    after: { username: 'ops', role: 'viewer', disabled: true },
  },
  'people.resetPassword': {
    prepare: async () => {
      const { id } = await ops();
      return { by: (await boss()).sessionId, input: { id } };
    },
    kind: 'changed',
    action: 'user.password_reset',
    subject: 'user',
    before: { username: 'ops', oneTimePasswordUntil: null },
    after: {
      username: 'ops',
      oneTimePasswordUntil: new Date(NOW.getTime() + 3 * 86_400_000).toISOString(),
      sessionsEnded: 1,
    },
  },
  'people.requireSecondFactor': {
    prepare: async () => {
      await ops();
      return { by: (await withApp(await boss())).sessionId, input: { required: true } };
    },
    kind: 'changed',
    action: 'realm.second_factor_rule_changed',
    subject: 'realm',
    before: { required: false },
    after: { required: true, ended: 1 },
  },
  'people.resetSecondFactor': {
    prepare: async () => {
      const { id } = await withApp(await ops());
      return { by: (await boss()).sessionId, input: { id } };
    },
    kind: 'changed',
    action: 'second_factor.reset',
    subject: 'user',
    before: { username: 'ops', ...APP },
    after: { username: 'ops', ...NO_FACTORS, sessionsEnded: 1 },
  },
  'sessions.revoke': {
    prepare: async () => {
      const person = await ops();
      return { by: person.sessionId, input: { id: await elsewhere(person) } };
    },
    kind: 'changed',
    action: 'session.revoked',
    subject: 'session',
    before: {
      startedAt: NOW.toISOString(),
      lastSeenAt: NOW.toISOString(),
      address: '198.51.100.1',
      userAgent: 'a browser',
      endedAt: null,
    },
    after: {
      startedAt: NOW.toISOString(),
      lastSeenAt: NOW.toISOString(),
      address: '198.51.100.1',
      userAgent: 'a browser',
      endedAt: NOW.toISOString(),
    },
  },
  'sessions.revokeOthers': {
    prepare: async () => {
      const person = await ops();
      await elsewhere(person);
      return { by: person.sessionId };
    },
    kind: 'changed',
    action: 'session.others_revoked',
    subject: 'user',
    before: { otherSessions: 1 },
    after: { otherSessions: 0 },
  },
  'setup.createFirstAdmin': {
    prepare: async () => ({
      by: undefined,
      input: { username: 'first', password: NEW_PASSWORD },
      from: '127.0.0.1',
    }),
    kind: 'made',
    action: 'user.created',
    subject: 'user',
    before: null,
    after: { username: 'first', role: 'admin', firstRun: true },
  },
};

/** Mutations that change nothing that the audit tells of. */
export const SILENT: Record<string, SilentRow> = {
  'account.proveAgain': {
    prepare: async () => {
      const { sessionId } = await ops();
      await people.prisma.userSession.updateMany({ data: { provedAt: new Date(0) } });
      return { by: sessionId, input: { password: PASSWORD } };
    },
    why: 'keeps when somebody proved themselves; refused ones are told, and recovery codes that go by it',
    touches: ['user_sessions'],
  },
  'account.offerSecondFactor': {
    prepare: async () => ({ by: (await ops()).sessionId }),
    why: 'keeps a secret that stands for nothing until its first code, which is told',
    touches: ['second_factors'],
  },
  'account.offerPasskey': {
    prepare: async () => ({ by: (await ops()).sessionId }),
    why: 'a challenge, worth nothing without an answer, which is told',
    touches: ['passkey_challenges'],
  },
  'account.offerPasskeyProof': {
    prepare: async () => ({ by: (await withPasskey(await ops())).by }),
    why: 'a challenge, as above',
    touches: ['passkey_challenges'],
  },
  'account.offerPasskeySignIn': {
    prepare: async () => ({ by: undefined }),
    why: 'a challenge, as above',
    touches: ['passkey_challenges'],
  },
  'account.offerPasskeyFactor': {
    prepare: async () => {
      await withPasskey(await ops());
      return { by: undefined, input: { username: 'ops', password: PASSWORD } };
    },
    why: 'a challenge, as above; a password that is refused is told as login.refused',
    touches: ['passkey_challenges'],
  },
};

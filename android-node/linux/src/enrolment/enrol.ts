import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { base64UrlEncode, DecodeError, type KeyPair } from '@ntmobile/shared';
import {
  type AdmittedAnswer,
  type EnrolmentInvitation,
  parseEnrolmentString,
} from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { UsageError } from '../cli/arguments.ts';
import { cloneLine } from '../cli/clone-line.ts';
import { loadOrCreatePrivateKey } from '../state/identity.ts';
import { nextEnrolmentStamp } from '../state/stamp.ts';
import { StateDirectory } from '../state/state-directory.ts';
import { attemptEnrolment } from './attempt.ts';
import { type EnrolmentOutcome, enrolUntilFinal } from './retry.ts';
import { loadEnrolment, type StoredEnrolment, saveEnrolment } from './stored-enrolment.ts';

/** What `ntm-node enrol` was asked for. */
export interface EnrolOptions {
  /** Path of the state directory. */
  readonly state: string;
  readonly enrolment: string;
  /** Wished name; the machine's own when left out. */
  readonly name?: string;
  /** Enrol although this node is enrolled: with the same key it stays the same node. */
  readonly again?: boolean;
}

/** What the command needs besides. */
export interface EnrolSurroundings {
  /** Program and version. */
  readonly agent: string;
  /** `linux` when left out. */
  readonly platform?: 'linux' | 'simulated';
  /** Told a line for each thing that is waited for. */
  say(line: string): void;
  /** For tests; timers when left out. */
  sleep?(ms: number): Promise<unknown>;
}

/**
 * Joins the realm of an enrolment string: asks until the realm admits or refuses, and keeps the answer. Returns what
 * to print; UsageError for a damaged string, Error for a refusal.
 */
export async function enrol(options: EnrolOptions, surroundings: EnrolSurroundings): Promise<string> {
  const invitation = readInvitation(options.enrolment);
  const name = wishedName(options.name);
  const directory = new StateDirectory(options.state);
  const enrolled = options.again ? undefined : loadEnrolment(directory);
  if (enrolled !== undefined) return enrolledAlready(options.state, enrolled, invitation);
  const answer = await askUntilFinal(directory, { invitation, name }, surroundings);
  const realmKey = base64UrlEncode(invitation.realmKey);
  saveEnrolment(directory, { consoleUrl: invitation.consoleUrl, realmKey, answer });
  return (
    `enrolled as ${answer.name} in the realm ${answer.realm.domain} (node ${answer.nodeId})\n` +
    `${otherName(name, answer.name)}next: ${cloneLine('up', options.state)}\n`
  );
}

async function askUntilFinal(
  directory: StateDirectory,
  { invitation, name }: { invitation: EnrolmentInvitation; name: string | undefined },
  { agent, platform = 'linux', say, sleep: wait = sleep }: EnrolSurroundings,
): Promise<AdmittedAnswer> {
  const local = pairOf(loadOrCreatePrivateKey(directory));
  const waiting = new WaitingWords(invitation.consoleUrl, say);
  const repeats = new RepeatedRequests();
  const final = await enrolUntilFinal<AdmittedAnswer>({
    attempt: async () => {
      const stamp = nextEnrolmentStamp(directory, Date.now());
      const request = { agent, platform, stamp, ...(name !== undefined && { name }) } as const;
      return repeats.judged(await attemptEnrolment({ invitation, local, request }));
    },
    sleep: async (ms) => void (await wait(ms)),
    random: Math.random,
    onWaiting: (outcome, ms) => waiting.told(outcome, ms),
  });
  if (final.kind === 'refused')
    throw new Error(`the realm does not admit this node: ${final.message} (${final.code})`);
  return final.result;
}

/**
 * A proxy may send a request twice, and the answer to the copy is `stale`. A newer request settles it, so only the
 * second `stale` is final.
 */
class RepeatedRequests {
  #seen = false;

  judged(outcome: EnrolmentOutcome<AdmittedAnswer>): EnrolmentOutcome<AdmittedAnswer> {
    if (outcome.kind !== 'refused' || outcome.code !== 'stale' || this.#seen) return outcome;
    this.#seen = true;
    return { kind: 'unanswered', why: 'the console has seen a request of this device that was later' };
  }
}

/** Says what is waited for; that a person has to approve is said once, since it is asked every few seconds. */
class WaitingWords {
  readonly #consoleUrl: string;
  readonly #say: (line: string) => void;
  #approval = false;

  constructor(consoleUrl: string, say: (line: string) => void) {
    this.#consoleUrl = consoleUrl;
    this.#say = say;
  }

  told(outcome: EnrolmentOutcome<AdmittedAnswer>, ms: number): void {
    const seconds = Math.max(1, Math.round(ms / 1_000));
    if (outcome.kind === 'unanswered') this.#say(`${outcome.why}; trying again in ${seconds} s`);
    if (outcome.kind === 'pending' && !this.#approval) {
      const page = outcome.nodeId === undefined ? '' : `/nodes/${outcome.nodeId}`;
      this.#say(
        `waiting for approval in the console at ${this.#consoleUrl}${page}; asking again every ${seconds} s`,
      );
    }
    this.#approval = outcome.kind === 'pending';
  }
}

function readInvitation(text: string): EnrolmentInvitation {
  try {
    return parseEnrolmentString(text.trim());
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new UsageError(`${error.message}; copy it whole from the console, in quotes`);
  }
}

function wishedName(name: string | undefined): string | undefined {
  if (name === undefined) return ownName();
  if (/^[^\p{Cc}]{1,255}$/u.test(name)) return name;
  throw new UsageError('--name: 1 to 255 characters without control characters');
}

/** First label of the machine's name, where it has one of its own. */
function ownName(): string | undefined {
  const label = hostname().split('.')[0] ?? '';
  return label === '' || label === 'localhost' ? undefined : label;
}

/** A line about a name that is not the wished one: the realm adds a number to one that another node has. */
function otherName(wished: string | undefined, given: string): string {
  if (wished === undefined || wished.toLowerCase() === given) return '';
  const isNumbered = given.replace(/-[0-9]+$/, '') === wished.toLowerCase();
  return isNumbered
    ? `the name ${given.replace(/-[0-9]+$/, '')} was taken\n`
    : `asked for the name "${wished}"; the realm made ${given} of it\n`;
}

/** Done is done when it is the same realm; another realm is not joined by accident. */
function enrolledAlready(
  state: string,
  { answer, realmKey }: StoredEnrolment,
  invitation: EnrolmentInvitation,
): string {
  const words = `this node is enrolled as ${answer.name} in the realm ${answer.realm.domain} (node ${answer.nodeId}) already`;
  if (realmKey === base64UrlEncode(invitation.realmKey)) {
    return `${words}; nothing was done (--again asks again and keeps the same node)\nnext: ${cloneLine('up', state)}\n`;
  }
  throw new Error(
    `${words}, and the enrolment string is for another realm: use another --state DIRECTORY, or --again to leave that realm`,
  );
}

function pairOf(privateKey: Uint8Array): KeyPair {
  return { privateKey, publicKey: nodePrimitives.x25519PublicKey(privateKey) };
}

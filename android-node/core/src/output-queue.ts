import type { NodeOutput } from './outputs.ts';
import type { NodeReport } from './report.ts';

/** An output that a machine asks for; the deadline is the node's own. */
export type RequestedOutput = Exclude<NodeOutput, { kind: 'armTimer' }>;

/** Outputs in the order in which they were asked for, and counts of what is not worth an output. */
export class OutputQueue {
  #outputs: RequestedOutput[] = [];
  #next = 0;
  readonly #counts = new Map<string, number>();

  emit(output: RequestedOutput): void {
    this.#outputs.push(output);
  }

  report(report: NodeReport): void {
    this.emit({ kind: 'report', report });
  }

  take(): RequestedOutput | undefined {
    const output = this.#outputs[this.#next++];
    if (output === undefined) {
      this.#outputs = [];
      this.#next = 0;
    }
    return output;
  }

  /** Counts an event that is expected from outside, such as a packet that does not authenticate. */
  count(event: CountedEvent): void {
    this.#counts.set(event, (this.#counts.get(event) ?? 0) + 1);
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}

/** What is only counted. */
export type CountedEvent =
  | 'handshakeMalformed'
  | 'handshakeUnauthentic'
  | 'handshakeReplayed'
  | 'handshakeUnknownPeer'
  | 'handshakeUnknownIndex'
  /** An authentic message 1 of a correspondent or stock peer that has had its share answered. */
  | 'handshakeTooFrequent'
  /** A copy of a message 1 that was answered a moment ago: it gets the same message 2. */
  | 'handshakeRepeated'
  /** A message 2 or 3 for a handshake that is over. */
  | 'handshakeUnexpected'
  /** A coordinator's answer to another copy of the message 1 that made the session at hand. */
  | 'handshakeAnsweredAgain'
  | 'cookieUnauthentic'
  | 'coordinatorPacketUnauthentic'
  | 'coordinatorPacketMalformed'
  | 'coordinatorFrameUnknown'
  | 'coordinatorFrameUnexpected'
  | 'controlMalformed'
  | 'controlUnknown'
  | 'controlUnexpected'
  | 'recordRefused'
  | 'dnsMalformed'
  | 'dnsTooMany'
  /** An upstream resolver named an address of this machine or of the realm. */
  | 'dnsForbiddenAddress'
  | 'dnsUpstreamMalformed';

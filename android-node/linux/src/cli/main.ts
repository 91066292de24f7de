import { join } from 'node:path';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { AGENT } from '../agent-name.ts';
import { askControl, type ControlRequest } from '../control/control-socket.ts';
import type { EnrolOptions } from '../enrolment/enrol.ts';
import type { LinuxNodeStatus } from '../run/linux-node.ts';
import { loadOrCreatePrivateKey } from '../state/identity.ts';
import { StateDirectory } from '../state/state-directory.ts';
import { saveStockPeer } from '../state/stock-peers.ts';
import { type Command, parseArguments, USAGE, UsageError } from './arguments.ts';
import { cloneLine, HELP_LINE } from './clone-line.ts';
import { LONGEST_ENROLMENT_STRING, readBounded } from './read-bounded.ts';
import { statusText } from './status-text.ts';
import { stockPeerOf } from './stock-peer.ts';

/** The program: exit code 0 done, 1 failed, 2 not understood. */
export async function main(words: string[]): Promise<number> {
  try {
    process.stdout.write(await execute(parseArguments(words, process.env)));
    return 0;
  } catch (error) {
    const message = failureWords(error);
    const hint = error instanceof UsageError ? ` (see ${HELP_LINE})` : '';
    process.stderr.write(`ntm-node: ${message}${hint}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function execute(command: Command): Promise<string> {
  switch (command.kind) {
    case 'help':
      return USAGE;
    case 'status': {
      const status = (await askRunning(command.state, { command: 'status' })) as LinuxNodeStatus;
      return command.json ? `${JSON.stringify(status)}\n` : statusText(status);
    }
    case 'down':
      await askRunning(command.state, { command: 'down' });
      return 'stopped\n';
    case 'key':
      return `${publicKeyText(command.state)}\n`;
    case 'peerAdd':
      saveStockPeer(new StateDirectory(command.state), stockPeerOf(command.peer));
      return `peer ${command.peer.name} added; it is used from the next start\nnext: ${cloneLine('up', command.state)}\n`;
    // Broker client and data plane are loaded by who needs them only: every other command is twice as quick.
    case 'up': {
      const { up } = await import('../run/up.ts');
      await up(command, (line) => process.stdout.write(`${line}\n`));
      return '';
    }
    case 'enrol': {
      const { enrol } = await import('../enrolment/enrol.ts');
      return enrol(await withEnrolmentString(command), {
        agent: AGENT,
        say: (line) => process.stderr.write(`${line}\n`),
      });
    }
  }
}

/** The string itself where `-` stands for it: what is on a command line, everybody on the machine can read. */
async function withEnrolmentString(command: Extract<Command, { kind: 'enrol' }>): Promise<EnrolOptions> {
  if (command.enrolment !== '-') return command;
  return { ...command, enrolment: await readBounded(process.stdin, LONGEST_ENROLMENT_STRING) };
}

/** An error's own words; where the system forbids a file, what to do about it. */
function failureWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path, address } = error as NodeJS.ErrnoException & { readonly address?: string };
  if (code !== 'EACCES' && code !== 'EPERM') return error.message;
  const file = path ?? address ?? 'the state directory';
  return `${file} is closed to this user: use sudo, or choose another directory with --state`;
}

async function askRunning(state: string, request: ControlRequest): Promise<unknown> {
  const answer = await askControl(join(state, 'control.sock'), request);
  if (answer === undefined) throw new Error(`no node runs with the state directory ${state}`);
  if (!answer.ok) throw new Error(answer.error);
  return answer.result;
}

function publicKeyText(state: string): string {
  const privateKey = loadOrCreatePrivateKey(new StateDirectory(state));
  return Buffer.from(nodePrimitives.x25519PublicKey(privateKey)).toString('base64');
}

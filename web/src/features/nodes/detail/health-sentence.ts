import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { routeClass } from '../../../ui/shapes/route-glyph.tsx';

/** What the sentence is made of. */
export interface SentenceFacts {
  readonly state: NodeState;
  readonly refused: boolean;
  readonly tunnels: readonly { peerName: string; state: string; route: string | null; reason: string }[];
  readonly config: string;
}

/** The verdict in ink, the remark in grey. */
export interface HealthSentence {
  readonly verdict: string;
  readonly remark: string;
}

/** The one sentence of a node's page: how it is and what is worth a look. */
export function healthSentence(facts: SentenceFacts): HealthSentence {
  switch (facts.state) {
    case 'suspended':
      return facts.refused
        ? { verdict: 'Refused.', remark: 'It asked to join and was turned away.' }
        : {
            verdict: 'Suspended.',
            remark: 'Nobody is directed to it, and it to nobody. It keeps its address.',
          };
    case 'pending':
      return { verdict: 'Waits for approval.', remark: 'It cannot register before that.' };
    case 'never':
      return { verdict: 'Enrolled, never seen.', remark: 'It has not registered yet.' };
    case 'offline':
      return { verdict: 'Offline.', remark: 'Its tunnels are shown as it last reported them.' };
    case 'stale':
      return { verdict: 'Connected, but silent.', remark: 'Values are as old as it was last seen.' };
    case 'idle':
      if (facts.tunnels.some((tunnel) => tunnel.state === 'noPath')) return talking(facts);
      return {
        verdict: 'Well, and talking to nobody.',
        remark: configRemark(facts.config) || 'No tunnel is open.',
      };
    case 'online':
      return talking(facts);
  }
}

function talking(facts: SentenceFacts): HealthSentence {
  const classes = facts.tunnels.map((tunnel) => routeClass(tunnel.state, tunnel.route));
  const open = classes.filter((kind) => kind !== 'none' && kind !== 'unknown').length;
  const broken = facts.tunnels.find((tunnel) => tunnel.state === 'noPath');
  const relayed = classes.filter((kind) => kind === 'relayed').length;
  const among = open + classes.filter((kind) => kind === 'none').length;
  const peers = among === open ? count(open, 'peer') : `${open} of ${count(among, 'peer')}`;
  const remarks = [
    broken && `No path to ${broken.peerName}${why(broken.reason)}.`,
    relayed > 0 && `${count(relayed, 'tunnel')} relayed.`,
    configRemark(facts.config),
  ].filter(Boolean);
  return {
    verdict: broken === undefined ? `Well, and talking to ${peers}.` : `Talking to ${peers}.`,
    remark: remarks.join(' '),
  };
}

/** The reason without the words that the sentence has said already. */
function why(reason: string): string {
  const rest = reason.replace(/^no path:\s*/i, '');
  return rest === '' ? '' : `: ${rest}`;
}

function configRemark(config: string): string {
  if (config === 'failed') return 'Its last configuration failed.';
  if (config === 'rolledBack') return 'It went back to its old configuration by itself.';
  if (config === 'drift') return 'Its configuration is not the desired one.';
  return '';
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

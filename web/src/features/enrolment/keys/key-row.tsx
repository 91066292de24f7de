import type { Outputs } from '../../../trpc/outputs.ts';
import { formatAge, formatInstant, formatTimeLeft } from '../../../ui/live/age.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { SuspendNodesButton } from './suspend-nodes-button.tsx';

/** An enrolment key as the list tells of it. */
export type ListedKey = Outputs['enrolment']['listKeys']['keys'][number];

const STATE_WORDS: Record<ListedKey['state'], string> = {
  usable: 'can be used',
  usedUp: 'used up',
  expired: 'expired',
  revoked: 'revoked',
};

interface KeyRowProps {
  enrolmentKey: ListedKey;
  now: number;
  mayRevoke: boolean;
  onAsk: (what: KeyQuestion) => void;
}

/** What somebody is asked before it is done with a key. */
export type KeyQuestion = 'revoke' | 'suspendNodes';

/** A key: one row of the table, two lines on a phone. */
export function KeyRow({ enrolmentKey: key, now, mayRevoke, onAsk }: KeyRowProps) {
  return (
    <tr className={key.state === 'revoked' ? 'key-row-revoked' : undefined}>
      <td className="key-cell-name font-medium">{key.label}</td>
      <td>{key.reusable ? 'reusable' : 'one-off'}</td>
      <td className="number whitespace-nowrap">
        {key.useLimit === null ? key.useCount : `${key.useCount} of ${key.useLimit}`}
        <span className="md:hidden"> used</span>
      </td>
      <td className={key.approvalRequired ? '' : 'max-md:hidden'}>
        <span className="md:hidden">asks first: </span>
        {key.approvalRequired ? 'yes' : 'no'}
      </td>
      <td className={key.state === 'usable' ? '' : 'text-ink-3'}>{STATE_WORDS[key.state]}</td>
      <td className="whitespace-nowrap">
        <span className="md:hidden">ends </span>
        <Ending at={key.expiresAt} now={now} />
      </td>
      <td className="whitespace-nowrap text-ink-2">
        {key.madeBy ?? 'the system'}, <Age at={key.createdAt} now={now} suffix=" ago" />
      </td>
      <td className="key-cell-action number">
        {mayRevoke && key.state === 'usable' && (
          <button type="button" className="button button-danger button-small" onClick={() => onAsk('revoke')}>
            Revoke<span className="sr-only"> {key.label}</span>
          </button>
        )}
        {mayRevoke && key.state === 'revoked' && (
          <SuspendNodesButton enrolmentKey={key} onAsk={() => onAsk('suspendNodes')} />
        )}
      </td>
    </tr>
  );
}

function Ending({ at, now }: { at: number | null; now: number }) {
  if (at === null) return 'never';
  const words = at > now ? `in ${formatTimeLeft(at - now)}` : `${formatAge(now - at)} ago`;
  return <span title={formatInstant(at)}>{words}</span>;
}

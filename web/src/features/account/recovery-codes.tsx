import { CopyButton } from '../../ui/copy-button.tsx';
import { downloadText } from '../../ui/download-text.ts';

/** The ten codes, this once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const text = codes.join('\n');
  return (
    <div className="flex flex-col gap-3">
      <p>
        Keep these recovery codes where your phone is not: each opens your account once without it. They are
        not shown again.
      </p>
      <ul
        className="grid gap-x-6 gap-y-1.5 rounded-2 border border-line-2 bg-surface-2 p-3.5 font-mono sm:grid-cols-2"
        aria-label="Recovery codes"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton text={text} />
        <button
          type="button"
          className="button button-small"
          onClick={() =>
            downloadText({ name: 'ntmobile-recovery-codes.txt', type: 'text/plain', text: `${text}\n` })
          }
        >
          Download
        </button>
        <button type="button" className="button button-primary ml-auto" onClick={onKept}>
          I have kept them
        </button>
      </div>
    </div>
  );
}

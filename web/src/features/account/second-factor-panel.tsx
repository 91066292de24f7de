'use client';

import { useState } from 'react';
import type { Outputs } from '../../trpc/outputs.ts';
import { formatInstant } from '../../ui/live/age.ts';
import { AddSecondFactor } from './add-second-factor.tsx';
import { ProofForm } from './proof-form.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

interface SecondFactorPanelProps {
  factor: Outputs['account']['get']['secondFactor'];
  onChanged: () => void;
}

/** The authenticator app: its way in, its recovery codes, its way out. */
export function SecondFactorPanel({ factor, onChanged }: SecondFactorPanelProps) {
  const [codes, setCodes] = useState<readonly string[]>();
  const [task, setTask] = useState<'renewRecoveryCodes' | 'removeSecondFactor'>();

  function show(recoveryCodes: readonly string[]) {
    setCodes(recoveryCodes);
    onChanged();
  }

  return (
    <section className="panel flex flex-col gap-4 p-3.5" aria-labelledby="factor-title">
      <div>
        <h2 id="factor-title" className="text-lg">
          Second factor
        </h2>
        <p className="mt-1 text-ink-2">
          {factor === null
            ? 'An authenticator app on your phone shows a code every 30 s. Your sign-in then asks for it.'
            : `On since ${formatInstant(factor.since)}. ${factor.codesLeft} recovery codes are left.`}
        </p>
      </div>
      {codes !== undefined && <RecoveryCodes codes={codes} onKept={() => setCodes(undefined)} />}
      {factor === null && <AddSecondFactor onAdded={show} />}
      {factor !== null && codes === undefined && task === undefined && (
        <div className="flex flex-wrap gap-2">
          <button type="button" className="button" onClick={() => setTask('renewRecoveryCodes')}>
            Make new recovery codes
          </button>
          <button
            type="button"
            className="button button-danger"
            onClick={() => setTask('removeSecondFactor')}
          >
            Take it away
          </button>
        </div>
      )}
      {task !== undefined && (
        <ProofForm
          task={task}
          onCancel={() => setTask(undefined)}
          onDone={(recoveryCodes) => {
            setTask(undefined);
            if (recoveryCodes === undefined) onChanged();
            else show(recoveryCodes);
          }}
        />
      )}
    </section>
  );
}

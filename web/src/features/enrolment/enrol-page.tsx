'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { AdmittedPanel } from './keys/admitted-panel.tsx';
import { KeyForm } from './keys/key-form.tsx';
import { KeyTable } from './keys/key-table.tsx';
import { NewKeyPanel } from './keys/new-key-panel.tsx';

interface EnrolPageProps {
  initial: Outputs['enrolment']['listKeys'];
  mayChange: boolean;
}

/** Make a key, show its code once, watch who comes; below, the keys there are. */
export function EnrolPage({ initial, mayChange }: EnrolPageProps) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.enrolment.listKeys.queryOptions(), initialData: initial });
  const [made, setMade] = useState<Outputs['enrolment']['createKey']>();
  const usable = query.data.keys.filter((key) => key.state === 'usable').length;
  return (
    <>
      <h1 className="state">
        {usable === 0 ? 'No key can be used.' : `${usable === 1 ? '1 key' : `${usable} keys`} can be used.`}{' '}
        <span className="remark">{mayChange ? 'A new one is shown once.' : 'An operator can make one.'}</span>
      </h1>
      {mayChange && (
        <div className="grid items-stretch gap-3.5 lg:grid-cols-[320px_minmax(0,1fr)] xl:grid-cols-[320px_minmax(0,1fr)_300px]">
          <KeyForm
            onMade={(key) => {
              setMade(key);
              void query.refetch();
            }}
          />
          <NewKeyPanel made={made} />
          <AdmittedPanel keyId={made?.id} />
        </div>
      )}
      <KeyTable
        keys={query.data.keys}
        waiting={query.data.waiting}
        now={query.data.now}
        mayRevoke={mayChange}
        onChanged={() => query.refetch()}
      />
    </>
  );
}

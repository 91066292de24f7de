import type { Realm } from '../../features/realm/realm-repository.ts';
import { Tick, Warning } from '../../ui/shapes/marks.tsx';

/** What already answers, so that the first node does not wait for something that is not there. */
export function SetupChecks({
  realm,
  coordinatorAnswers,
}: {
  realm: Realm | null;
  coordinatorAnswers: boolean;
}) {
  return (
    <dl className="mt-12 max-w-2xl border-t border-line">
      <Check name="Database" good text="Answers, with the newest schema" />
      <Check
        name="Realm"
        good={realm !== null}
        text={
          realm === null
            ? 'Its keys are made when the coordinator first starts'
            : `${realm.domain}, keys made`
        }
      />
      <Check
        name="Coordinator"
        good={coordinatorAnswers}
        text={coordinatorAnswers ? 'Answers' : 'Does not answer yet: nodes cannot register until it does'}
      />
    </dl>
  );
}

function Check({ name, good, text }: { name: string; good: boolean; text: string }) {
  return (
    <div className="flex items-center gap-3 border-b border-line py-2.5">
      {good ? <Tick className="text-as-intended" /> : <Warning className="text-look" />}
      <dt className="w-36 font-medium">{name}</dt>
      <dd className="text-ink-2">{text}</dd>
    </div>
  );
}

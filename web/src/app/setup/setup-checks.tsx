import type { Realm } from '../../features/realm/realm-repository.ts';
import type { ServerHealth } from '../../features/realm/server-health.ts';
import { Age } from '../../ui/live/age-text.tsx';
import { Tick, Warning } from '../../ui/shapes/marks.tsx';

/** What already answers, so that the first node does not wait for something that is not there. */
export function SetupChecks({ realm, health }: { realm: Realm | null; health: ServerHealth }) {
  const coordinatorAnswers = health.coordinator === 'answers';
  return (
    <dl className="mt-12 border-t border-line">
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
        heardAt={health.heartbeatAt}
        now={health.now}
      />
      <Check
        name="Broker"
        good={coordinatorAnswers && health.broker.state === 'answers'}
        text={brokerText(health)}
      />
    </dl>
  );
}

function brokerText({ coordinator, broker }: ServerHealth): string {
  if (coordinator !== 'answers' || broker.state === 'unknown') return 'Not known until the coordinator says';
  return broker.state === 'answers'
    ? 'Answers'
    : 'Does not answer: no telemetry comes, and no configuration goes out';
}

interface CheckProps {
  name: string;
  good: boolean;
  text: string;
  /** Its last sign of life, where it gives one. */
  heardAt?: number | null;
  now?: number;
}

function Check({ name, good, text, heardAt = null, now = 0 }: CheckProps) {
  return (
    <div className="flex items-center gap-3 border-b border-line py-3">
      {good ? <Tick className="text-as-intended" /> : <Warning className="text-look" />}
      <dt className="w-24 shrink-0 font-medium sm:w-44">{name}</dt>
      <dd className="text-ink-2">{text}</dd>
      {heardAt !== null && (
        <dd className="ml-auto shrink-0 text-ink-3">
          heard <Age at={heardAt} now={now} suffix=" ago" />
        </dd>
      )}
    </div>
  );
}

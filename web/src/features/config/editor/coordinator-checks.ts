/** What is known of a list of coordinators before it is pushed. */
export interface CoordinatorCheck {
  readonly good: boolean;
  readonly text: string;
}

interface CheckedList {
  readonly publicKeys: readonly string[];
  /** Keys of the list in force; undefined when none is. */
  readonly currentKeys: readonly string[] | undefined;
  readonly workers: readonly { readonly publicKey: string; readonly heartbeatAt: number }[];
  readonly now: number;
}

/** A coordinator of this realm whose heartbeat is older does not answer. */
const SILENT_MS = 3_000;

/** What can be said of a list without asking the nodes: which of its coordinators run here, and what stays. */
export function coordinatorChecks(list: CheckedList): CoordinatorCheck[] {
  const checks: CoordinatorCheck[] = list.publicKeys.flatMap((key, index) => {
    const name = `DC ${index + 1}`;
    if (key === '') return [];
    const worker = list.workers.find(({ publicKey }) => publicKey === key);
    if (worker === undefined) return [{ good: false, text: `${name} is not a coordinator of this realm` }];
    const answers = list.now - worker.heartbeatAt <= SILENT_MS;
    return [{ good: answers, text: answers ? `${name} answers` : `${name} is silent` }];
  });
  if (list.currentKeys === undefined || list.publicKeys.length === 0) return checks;
  const kept = list.currentKeys.filter((key) => list.publicKeys.includes(key)).length;
  checks.push(
    kept > 0
      ? { good: true, text: `${kept} old DC ${kept === 1 ? 'stays' : 'stay'} in the list` }
      : { good: false, text: 'No old DC stays: only the probe brings nodes back' },
  );
  return checks;
}

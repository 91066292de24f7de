/** What is known of a list of coordinators before it is pushed. */
export interface CoordinatorCheck {
  readonly good: boolean;
  readonly text: string;
}

interface CheckedList {
  readonly coordinators: readonly { readonly publicKey: string; readonly endpoints: readonly string[] }[];
  /** Keys of the list in force; undefined when none is. */
  readonly currentKeys: readonly string[] | undefined;
  /** Coordinators that run here, with what each calls itself. */
  readonly workers: readonly Worker[];
  readonly now: number;
}

interface Worker {
  readonly publicKey: string;
  readonly endpoints: readonly string[];
  readonly heartbeatAt: number;
}

/** A coordinator of this realm whose heartbeat is older does not answer. */
const SILENT_MS = 3_000;

/** What can be said of a list without asking the nodes: which of its coordinators run here, and what stays. */
export function coordinatorChecks(list: CheckedList): CoordinatorCheck[] {
  const keys = list.coordinators.map(({ publicKey }) => publicKey);
  const checks = list.coordinators.flatMap(({ publicKey, endpoints }, index) => {
    if (publicKey === '') return [];
    const worker = list.workers.find((one) => one.publicKey === publicKey);
    return [checkOf(`DC ${index + 1}`, endpoints, worker, list.now)];
  });
  if (list.currentKeys === undefined || keys.length === 0) return checks;
  const kept = list.currentKeys.filter((key) => keys.includes(key)).length;
  checks.push(
    kept > 0
      ? { good: true, text: `${kept} old DC ${kept === 1 ? 'stays' : 'stay'} in the list` }
      : { good: false, text: 'No old DC stays: only the probe brings nodes back' },
  );
  return checks;
}

function checkOf(
  name: string,
  endpoints: readonly string[],
  worker: Worker | undefined,
  now: number,
): CoordinatorCheck {
  if (worker === undefined) return { good: false, text: `${name} is not a coordinator of this realm` };
  if (now - worker.heartbeatAt > SILENT_MS) return { good: false, text: `${name} is silent` };
  if (endpoints.some((endpoint) => worker.endpoints.includes(endpoint)))
    return { good: true, text: `${name} answers` };
  return { good: false, text: `${name} answers, but calls itself ${worker.endpoints.join(', ')}` };
}

/** Asks the person of the page to prove themselves again. Everybody who asks meanwhile waits for the same answer. */
let open: { answer: Promise<boolean>; settle: (proved: boolean) => void } | undefined;
const listeners = new Set<() => void>();

/** Whether the person proved themselves; false when they would not. */
export function askForProof(): Promise<boolean> {
  if (open === undefined) {
    let settle: (proved: boolean) => void = () => {};
    const answer = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    open = { answer, settle };
    tell();
  }
  return open.answer;
}

/** The dialog's answer. */
export function answerProof(proved: boolean): void {
  open?.settle(proved);
  open = undefined;
  tell();
}

export const isProofAsked = () => open !== undefined;

/** Calls back whenever a proof is asked for or answered, until the returned function is called. */
export function watchProof(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}

import type { ReactNode } from 'react';
import { EndLine, type EndLineKind } from './shapes/end-line.tsx';

/** A page or panel that has nothing else to show: what it is, why, and the next step. */
export function PageState(props: {
  kind: EndLineKind;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="flex max-w-xl flex-col items-start gap-2 p-7">
      <EndLine kind={props.kind} />
      <h2 className="mt-3 text-xl">{props.title}</h2>
      <div className="text-ink-2">{props.children}</div>
      {props.actions !== undefined && <div className="mt-3 flex flex-wrap gap-2">{props.actions}</div>}
    </div>
  );
}

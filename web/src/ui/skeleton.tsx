import type { ReactNode } from 'react';
import { type Crumb, TopBar } from './frame/top-bar.tsx';

/** A grey bar where a text will be, as a share of its place in per cent. */
export function Bar({ share, tall = false }: { share: 25 | 40 | 55 | 70 | 85 | 100; tall?: boolean }) {
  return <span className={`skeleton-bar skeleton-${share} ${tall ? 'skeleton-tall' : ''}`} />;
}

interface PageSkeletonProps {
  crumbs: readonly Crumb[];
  /** As wide as pages of forms and short lists. */
  narrow?: boolean;
  children: ReactNode;
}

/**
 * The layout of a page whose contents are on their way. It shows after 300 ms, so that what is quick does not flicker,
 * and nothing in it moves. Readers hear that it loads.
 */
export function PageSkeleton({ crumbs, narrow = false, children }: PageSkeletonProps) {
  const name = crumbs.at(-1)?.text ?? 'page';
  return (
    <>
      <TopBar crumbs={crumbs} />
      <main className={`flex flex-col gap-3.5 p-4 lg:px-5 ${narrow ? 'max-w-4xl' : ''}`}>
        <p role="status" className="sr-only">
          {name} is loading
        </p>
        <div className="skeleton flex flex-col gap-3.5" aria-hidden="true">
          <Bar share={40} tall />
          {children}
        </div>
      </main>
    </>
  );
}

const SHARES = [70, 85, 55, 70, 40, 55] as const;

/** A panel with its title, and rows under their heads where there will be a table. */
export function PanelSkeleton({
  title,
  heads,
  rows,
}: {
  title?: string;
  heads: readonly string[];
  rows: number;
}) {
  return (
    <div className="panel overflow-hidden">
      {title !== undefined && <p className="px-3.5 py-3 text-lg font-medium">{title}</p>}
      <table className="table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key, row) => (
            <tr key={key}>
              {heads.map((head, column) => (
                <td key={head}>
                  <Bar share={SHARES[(row + column * 2) % SHARES.length] ?? 55} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A panel with lines of text or fields. */
export function LinesSkeleton({ title, lines }: { title?: string; lines: number }) {
  return (
    <div className="panel flex flex-col gap-3.5 p-3.5">
      {title !== undefined && <p className="text-lg font-medium">{title}</p>}
      {Array.from({ length: lines }, (_, line) => `line ${line}`).map((key, line) => (
        <Bar key={key} share={SHARES[line % SHARES.length] ?? 55} />
      ))}
    </div>
  );
}

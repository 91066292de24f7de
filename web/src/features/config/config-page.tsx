'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import type { Outputs } from '../../trpc/outputs.ts';
import { FieldError } from '../../ui/field.tsx';
import { TopBar } from '../../ui/frame/top-bar.tsx';
import { Age } from '../../ui/live/age-text.tsx';
import { PushHistory } from './board/push-history.tsx';
import { coordinatorChecks } from './editor/coordinator-checks.ts';
import { DiffPanel } from './editor/diff-panel.tsx';
import { SectionsEditor } from './editor/sections-editor.tsx';
import PushPanel from './push/push-panel.tsx';
import { sectionChanges } from './sections/section-changes.ts';
import type { SectionIssue } from './sections/section-issues.ts';
import { formOf, type SectionsForm, sectionsOf } from './sections/sections-form.ts';

interface ConfigPageProps {
  initial: Outputs['config']['get'];
  initialPushes: Outputs['config']['pushes'];
  mayChange: boolean;
  /** Nodes that the page was opened for; none is the whole fleet. */
  chosenNodes: readonly string[];
}

/** The sections that all nodes share: edit, compare, push. */
export function ConfigPage({ initial, initialPushes, mayChange, chosenNodes }: ConfigPageProps) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.config.get.queryOptions(), initialData: initial });
  const { draft, current, starting } = query.data;
  const saved = draft ?? current;
  const savedForm = formOf(saved?.sections ?? starting ?? initial.starting ?? EMPTY);
  const [typed, setTyped] = useState<SectionsForm>();
  const [issues, setIssues] = useState<readonly SectionIssue[]>([]);
  const [pushing, setPushing] = useState(chosenNodes.length > 0 && saved !== null);
  const save = useMutation(trpc.config.saveDraft.mutationOptions());
  const discard = useMutation(trpc.config.discardDraft.mutationOptions());

  const form = typed ?? savedForm;
  const sections = sectionsOf(form);
  const isDirty = JSON.stringify(sections) !== JSON.stringify(saved?.sections ?? null);
  const isForgettable = typed !== undefined || draft !== null;
  const failed = save.error ?? discard.error;

  /** Whether the draft is kept now, so that it can be pushed. */
  async function keep(): Promise<boolean> {
    if (!isDirty || save.isPending) return !isDirty;
    const result = await save
      .mutateAsync({ sections, seenDraft: draft?.hash ?? null })
      .catch(() => undefined);
    setIssues(result?.saved === false ? result.issues : []);
    if (result?.saved !== true) return false;
    await query.refetch();
    setTyped(undefined);
    return true;
  }

  function remark(): string {
    const changed = current === null ? [] : sectionChanges(current.sections, sections).names;
    const what =
      changed.length === 0
        ? ''
        : `${changed.length === 1 ? 'Section' : 'Sections'} ${changed.join(', ')} ${changed.length === 1 ? 'changes' : 'change'}. `;
    if (isDirty && typed !== undefined) return `${what}Not saved yet.`;
    if (what !== '') return what.trim();
    if (saved === null && chosenNodes.length > 0) return 'Save it first, then push it.';
    return '';
  }

  async function forget() {
    if (!isForgettable) return;
    setIssues([]);
    setTyped(undefined);
    if (draft !== null) await discard.mutateAsync().catch(() => undefined);
    await query.refetch();
  }

  const checks = coordinatorChecks({
    coordinators: sections.dc,
    currentKeys: current?.sections.dc.map((dc) => dc.publicKey),
    workers: query.data.workers,
    now: query.data.now,
  });
  return (
    <>
      <TopBar crumbs={[{ text: 'Configuration' }]}>
        {mayChange && (
          <>
            {draft !== null && (
              <span className="text-sm text-ink-3 max-md:hidden">
                Draft of {draft.savedBy ?? 'somebody'},{' '}
                <Age at={draft.savedAt} now={query.data.now} suffix=" ago" />
              </span>
            )}
            <button
              type="button"
              className="button button-quiet"
              aria-disabled={!isForgettable}
              onClick={forget}
            >
              Discard
            </button>
            <button
              type="button"
              className="button"
              aria-disabled={!isDirty || save.isPending}
              onClick={keep}
            >
              {save.isPending ? 'Saving' : 'Save draft'}
            </button>
            <button
              type="button"
              className="button button-primary"
              aria-disabled={save.isPending}
              onClick={async () => (await keep()) && setPushing(true)}
            >
              {isDirty ? 'Save and push' : 'Push'}
            </button>
          </>
        )}
      </TopBar>
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <h1 className="state">
          {headline(query.data)} <span className="remark">{remark()}</span>
        </h1>
        <div role="alert" className="empty:hidden">
          {failed !== null && <FieldError text={failureWords(failed).message} />}
          {issues.length > 0 && (
            <FieldError
              text={
                issues.length === 1 ? '1 value cannot be used.' : `${issues.length} values cannot be used.`
              }
            />
          )}
        </div>
        <div className="grid items-start gap-3.5 xl:grid-cols-[212px_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-3.5 xl:col-start-2">
            <SectionsEditor
              form={form}
              issues={issues}
              changed={current === null ? [] : sectionChanges(current.sections, sections).names}
              readOnly={!mayChange}
              onChange={setTyped}
            />
            <DiffPanel before={current} after={sections} checks={checks} />
          </div>
          <PushHistory initial={initialPushes} draft={draft} />
        </div>
        {pushing && saved !== null && (
          <PushPanel chosenNodes={chosenNodes} onClose={() => setPushing(false)} />
        )}
      </main>
    </>
  );
}

const EMPTY = {
  dc: [],
  rs: [],
  addresses: { prefixes: [] },
  dns: { searchDomain: '', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};

function headline(data: Outputs['config']['get']): string {
  if (data.draft !== null) return `Fleet, draft of v${data.draft.version}.`;
  if (data.current !== null) return `Fleet v${data.current.version}, in force.`;
  return 'Nothing was pushed yet.';
}

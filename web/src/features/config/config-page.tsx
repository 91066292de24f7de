'use client';

import { useState } from 'react';
import type { Outputs } from '../../trpc/outputs.ts';
import { TopBar } from '../../ui/frame/top-bar.tsx';
import { PushHistory } from './board/push-history.tsx';
import { ConfigHeadline } from './editor/config-headline.tsx';
import { coordinatorChecks } from './editor/coordinator-checks.ts';
import { DiffPanel } from './editor/diff-panel.tsx';
import { DraftActions } from './editor/draft-actions.tsx';
import { DraftProblems } from './editor/draft-problems.tsx';
import { SectionsEditor } from './editor/sections-editor.tsx';
import { useEditedConfig } from './editor/use-edited-config.ts';
import PushPanel from './push/push-panel.tsx';

interface ConfigPageProps {
  initial: Outputs['config']['get'];
  initialPushes: Outputs['config']['pushes'];
  mayChange: boolean;
  /** Nodes that the page was opened for; none is the whole fleet. */
  chosenNodes: readonly string[];
}

/** The sections that all nodes share: edit, compare, push. */
export function ConfigPage({ initial, initialPushes, mayChange, chosenNodes }: ConfigPageProps) {
  const edited = useEditedConfig(initial);
  const { config, saved, form, sections, changed, issues } = edited;
  const [pushing, setPushing] = useState(chosenNodes.length > 0 && saved !== null);
  const checks = coordinatorChecks({
    coordinators: sections.dc,
    currentKeys: config.current?.sections.dc.map((dc) => dc.publicKey),
    workers: config.workers,
    now: config.now,
  });
  return (
    <>
      <TopBar crumbs={[{ text: 'Configuration' }]}>
        {mayChange && <DraftActions edited={edited} onPush={() => setPushing(true)} />}
      </TopBar>
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <ConfigHeadline edited={edited} isForPush={chosenNodes.length > 0} />
        <DraftProblems failed={edited.failed} issues={issues} />
        <div className="grid items-start gap-3.5 xl:grid-cols-[212px_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-3.5 xl:col-start-2">
            <SectionsEditor {...{ form, issues, changed }} readOnly={!mayChange} onChange={edited.edit} />
            <DiffPanel before={config.current} after={sections} checks={checks} />
          </div>
          <PushHistory initial={initialPushes} draft={config.draft} />
        </div>
        {pushing && saved !== null && (
          <PushPanel chosenNodes={chosenNodes} onClose={() => setPushing(false)} />
        )}
      </main>
    </>
  );
}

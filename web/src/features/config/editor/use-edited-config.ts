'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { sectionChanges } from '../sections/section-changes.ts';
import type { SectionIssue } from '../sections/section-issues.ts';
import { formOf, type SectionsForm, sectionsOf } from '../sections/sections-form.ts';

const EMPTY = {
  dc: [],
  rs: [],
  addresses: { prefixes: [] },
  dns: { searchDomain: '', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};

/** The fleet's configuration while somebody edits it. */
export type EditedConfig = ReturnType<typeof useEditedConfig>;

/** The fleet's configuration with what was typed since: it is kept as the draft, or forgotten together with it. */
export function useEditedConfig(initial: Outputs['config']['get']) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.config.get.queryOptions(), initialData: initial });
  const { draft, current, starting } = query.data;
  const saved = draft ?? current;
  const [typed, setTyped] = useState<SectionsForm>();
  const [issues, setIssues] = useState<readonly SectionIssue[]>([]);
  const save = useMutation(trpc.config.saveDraft.mutationOptions());
  const discard = useMutation(trpc.config.discardDraft.mutationOptions());

  const form = typed ?? formOf(saved?.sections ?? starting ?? initial.starting ?? EMPTY);
  const sections = sectionsOf(form);
  const isDirty = JSON.stringify(sections) !== JSON.stringify(saved?.sections ?? null);
  const isForgettable = typed !== undefined || draft !== null;

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

  async function forget() {
    if (!isForgettable) return;
    setIssues([]);
    setTyped(undefined);
    if (draft !== null) await discard.mutateAsync().catch(() => undefined);
    await query.refetch();
  }

  return {
    /** What the server has. */
    config: query.data,
    /** What a push would send: the draft, or what is in force. */
    saved,
    form,
    sections,
    /** Names of sections that differ from what is in force. */
    changed: current === null ? [] : sectionChanges(current.sections, sections).names,
    issues,
    isTyped: typed !== undefined,
    isDirty,
    isForgettable,
    isSaving: save.isPending,
    failed: save.error ?? discard.error,
    edit: setTyped,
    /** Whether the draft is kept now, so that it can be pushed. */
    keep,
    forget,
  };
}

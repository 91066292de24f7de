import type { ReactNode } from 'react';
import { Field } from '../../../ui/field.tsx';
import type { SectionIssue } from '../sections/section-issues.ts';
import type { SectionsForm } from '../sections/sections-form.ts';
import { CoordinatorRows } from './coordinator-rows.tsx';
import { RelayRows } from './relay-rows.tsx';

interface SectionsEditorProps {
  form: SectionsForm;
  issues: readonly SectionIssue[];
  readOnly: boolean;
  onChange: (form: SectionsForm) => void;
}

/** All sections as a form; each value shows what is wrong with it. */
export function SectionsEditor({ form, issues, readOnly, onChange }: SectionsEditorProps) {
  const issueAt = (place: string) => issues.find((issue) => issue.place === place)?.message;
  const text = (name: 'prefixes' | 'searchDomain' | 'upstream' | 'intervalSeconds') => ({
    value: form[name],
    readOnly,
    onChange: (event: { target: { value: string } }) => onChange({ ...form, [name]: event.target.value }),
  });
  return (
    <div className="panel">
      <Section title="Coordinators" help="Direction Coordinators (DC), tried in this order">
        <CoordinatorRows
          rows={form.dc}
          {...{ issueAt, readOnly }}
          onChange={(dc) => onChange({ ...form, dc })}
        />
      </Section>
      <Section title="Relays" help="Relay Servers (RS), lowest priority number first">
        <RelayRows rows={form.rs} {...{ issueAt, readOnly }} onChange={(rs) => onChange({ ...form, rs })} />
      </Section>
      <Section title="Addresses and names" help="What nodes route into tunnels, and how they resolve names">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Overlay prefixes" {...text('prefixes')} error={issueAt('addresses.prefixes')} />
          <Field label="Search domain" {...text('searchDomain')} error={issueAt('dns.searchDomain')} />
          <Field
            label="Resolvers for other names"
            {...text('upstream')}
            help="Empty: those of the node's network."
            error={issueAt('dns.upstream')}
          />
          <Field
            label="Telemetry every"
            inputMode="numeric"
            inside="s"
            {...text('intervalSeconds')}
            error={issueAt('telemetry.intervalSeconds')}
          />
        </div>
      </Section>
    </div>
  );
}

function Section({ title, help, children }: { title: string; help: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-6 gap-y-3 border-line p-3.5 lg:grid-cols-[180px_minmax(0,1fr)] [&+section]:border-t">
      <div>
        <h2 className="text-lg">{title}</h2>
        <p className="text-sm text-ink-3">{help}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

import type { ReactNode } from 'react';
import { Field } from '../../../ui/field.tsx';
import { ListField } from '../../../ui/list-field.tsx';
import type { SectionIssue } from '../sections/section-issues.ts';
import type { SectionsForm } from '../sections/sections-form.ts';
import { CoordinatorRows } from './coordinator-rows.tsx';
import { RelayRows } from './relay-rows.tsx';

interface SectionsEditorProps {
  form: SectionsForm;
  issues: readonly SectionIssue[];
  /** Names of sections that differ from what is in force. */
  changed: readonly string[];
  readOnly: boolean;
  onChange: (form: SectionsForm) => void;
}

/** All sections as a form; each value shows what is wrong with it. */
export function SectionsEditor({ form, issues, changed, readOnly, onChange }: SectionsEditorProps) {
  const issueAt = (place: string) => issues.find((issue) => issue.place === place)?.message;
  const text = (name: 'prefixes' | 'searchDomain' | 'upstream' | 'intervalSeconds') => ({
    value: form[name],
    readOnly,
    onChange: (event: { target: { value: string } }) => onChange({ ...form, [name]: event.target.value }),
  });
  return (
    <div className="panel">
      <Section
        title="Coordinators"
        changed={changed.includes('dc')}
        help="Direction Coordinators (DC), tried in this order"
      >
        <CoordinatorRows
          rows={form.dc}
          {...{ issueAt, readOnly }}
          onChange={(dc) => onChange({ ...form, dc })}
        />
      </Section>
      <Section
        title="Relays"
        changed={changed.includes('rs')}
        help="Relay Servers (RS), lowest priority number first"
      >
        <RelayRows rows={form.rs} {...{ issueAt, readOnly }} onChange={(rs) => onChange({ ...form, rs })} />
      </Section>
      <Section
        title="Addresses, names, telemetry"
        changed={OTHERS.some((name) => changed.includes(name))}
        help="What nodes route into tunnels, and how they resolve names"
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <ListField
            className="sm:col-span-2"
            label="Overlay prefixes"
            spellCheck={false}
            {...text('prefixes')}
            error={issueAt('addresses.prefixes')}
          />
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

const OTHERS = ['addresses', 'dns', 'telemetry'];

interface SectionProps {
  title: string;
  help: string;
  changed: boolean;
  children: ReactNode;
}

function Section({ title, help, changed, children }: SectionProps) {
  return (
    <section className="grid gap-x-6 gap-y-3 border-line p-3.5 lg:grid-cols-[180px_minmax(0,1fr)] [&+section]:border-t">
      <div>
        <h2 className="text-lg">{title}</h2>
        <p className="text-sm text-ink-3">{help}</p>
        {changed && (
          <p className="mt-1 flex items-center gap-1.5 text-sm text-look">
            <svg viewBox="0 0 6 6" width="6" height="6" aria-hidden="true">
              <circle cx="3" cy="3" r="3" fill="currentColor" />
            </svg>
            changed here
          </p>
        )}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

import type { ConfigSections } from '@ntmobile/shared/fleet';

/** A coordinator as it is typed. */
export interface CoordinatorRow {
  /** Keeps a row's inputs its own while rows move. */
  readonly row: string;
  readonly endpoints: string;
  readonly publicKey: string;
}

/** A relay as it is typed. */
export interface RelayRow {
  readonly row: string;
  readonly endpoints: string;
  readonly region: string;
  readonly priority: string;
}

/** Sections as they are typed: lists are separated by commas or spaces. */
export interface SectionsForm {
  readonly dc: readonly CoordinatorRow[];
  readonly rs: readonly RelayRow[];
  readonly prefixes: string;
  readonly searchDomain: string;
  readonly upstream: string;
  readonly intervalSeconds: string;
}

/** What a form shows of sections. */
export function formOf(sections: ConfigSections): SectionsForm {
  return {
    dc: sections.dc.map(({ endpoints, publicKey }, index) => ({
      row: `dc${index}`,
      endpoints: endpoints.join(', '),
      publicKey,
    })),
    rs: sections.rs.map(({ endpoints, region, priority }, index) => ({
      row: `rs${index}`,
      endpoints: endpoints.join(', '),
      region,
      priority: String(priority),
    })),
    prefixes: sections.addresses.prefixes.join(', '),
    searchDomain: sections.dns.searchDomain,
    upstream: sections.dns.upstream.join(', '),
    intervalSeconds: String(sections.telemetry.intervalSeconds),
  };
}

/** What was typed, in the shape of sections; whether it is valid is for the schema to say. */
export function sectionsOf(form: SectionsForm): ConfigSections {
  return {
    dc: form.dc.map((row) => ({ endpoints: words(row.endpoints), publicKey: row.publicKey.trim() })),
    rs: form.rs.map((row) => ({
      endpoints: words(row.endpoints),
      region: row.region.trim(),
      priority: number(row.priority),
    })),
    addresses: { prefixes: words(form.prefixes) },
    dns: { searchDomain: form.searchDomain.trim(), upstream: words(form.upstream) },
    telemetry: { intervalSeconds: number(form.intervalSeconds) },
  };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** Not a number becomes -1, which no field accepts and JSON can carry. */
function number(text: string): number {
  const value = Number(text.trim() === '' ? Number.NaN : text);
  return Number.isFinite(value) ? value : -1;
}

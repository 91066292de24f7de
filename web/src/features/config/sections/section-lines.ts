import type { ConfigSections } from '@ntmobile/shared/fleet';

/** Sections as lines for people and for comparison; the signed document is JSON. */
export function sectionLines(sections: ConfigSections): string[] {
  return [
    ...listLines(
      'dc',
      sections.dc.map((dc) => [`endpoints: ${dc.endpoints.join(', ')}`, `key: ${dc.publicKey}`]),
    ),
    ...listLines(
      'rs',
      sections.rs.map((rs) => [
        `endpoints: ${rs.endpoints.join(', ')}`,
        `region: ${rs.region}`,
        `priority: ${rs.priority}`,
      ]),
    ),
    'addresses:',
    `  prefixes: ${sections.addresses.prefixes.join(', ')}`,
    'dns:',
    `  searchDomain: ${sections.dns.searchDomain}`,
    `  upstream: ${sections.dns.upstream.join(', ') || 'those of the network'}`,
    'telemetry:',
    `  interval: ${sections.telemetry.intervalSeconds} s`,
  ];
}

function listLines(name: string, items: readonly (readonly string[])[]): string[] {
  if (items.length === 0) return [`${name}: none`];
  return [
    `${name}:`,
    ...items.flatMap((lines) => lines.map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`)),
  ];
}

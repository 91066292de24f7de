import type { Lab } from '../lab.ts';
import { type FirstContact, firstContact } from '../realm/first-contact.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Scenario } from '../scenario.ts';

const CALLEES = ['b', 'c', 'd', 'e', 'f'] as const;
const ROUNDS = 6;
/** What our own work may take beyond the protocol's round trips. */
const BUDGET_MS = 10;

/**
 * One node that calls others for the first time, one after the other, each by name and without a tunnel before, and the
 * same again with nodes that are new and were started anew; `first-contact [ROUNDS]`.
 */
export const firstContactTime: Scenario = {
  name: 'first-contact',
  summary: 'from the DNS query to the first packet of a new tunnel, beside the round trips on the bare wire',
  programs: ['ip', 'ethtool', 'ping', 'tshark'],
  async run(lab, [rounds = String(ROUNDS)]) {
    const realm = await LabRealm.start(lab, ['a', ...CALLEES]);
    const contacts: FirstContact[] = [];
    for (let round = 1; round <= Number(rounds); round++)
      contacts.push(...(await contactsOf(lab, realm, round)));
    const overheads = contacts.map(({ overheadMs }) => overheadMs);
    const sorted = overheads.toSorted((a, b) => a - b);
    const [median = Number.POSITIVE_INFINITY] = sorted.slice(sorted.length >> 1);
    const figures = {
      contacts: contacts.length,
      protocolMs: Math.max(...contacts.map(({ protocolMs }) => protocolMs)),
      overheadMsEach: overheads.join(' '),
      overheadMsMedian: median,
      firstPingMsEach: contacts.map(({ firstPingMs }) => firstPingMs).join(' '),
    };
    return { pass: median <= BUDGET_MS, figures };
  },
};

async function contactsOf(lab: Lab, realm: LabRealm, round: number): Promise<FirstContact[]> {
  const named = (site: string) => `${site}-${round}`;
  const nodes = [];
  for (const site of ['a', ...CALLEES]) nodes.push(await realm.enrol(site, named(site)));
  for (const node of nodes) await realm.up(node);
  const contacts: FirstContact[] = [];
  for (const to of CALLEES)
    contacts.push(await firstContact(lab, { realm, from: 'a', to, callee: named(to) }));
  for (const node of nodes) await node.down();
  return contacts;
}

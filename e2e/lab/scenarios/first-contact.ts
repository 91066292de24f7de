import { type FirstContact, firstContact } from '../realm/first-contact.ts';
import { LabRealm } from '../realm/lab-realm.ts';
import type { Scenario } from '../scenario.ts';

const CALLEES = ['b', 'c', 'd', 'e', 'f'] as const;
/** What our own work may take beyond the protocol's round trips. */
const BUDGET_MS = 10;

/** One node that calls others for the first time, one after the other, each by name and without a tunnel before. */
export const firstContactTime: Scenario = {
  name: 'first-contact',
  summary: 'from the DNS query to the first packet of a new tunnel, beside the round trips on the bare wire',
  programs: ['ip', 'ethtool', 'ping', 'tshark'],
  async run(lab) {
    const realm = await LabRealm.start(lab, ['a', ...CALLEES]);
    for (const name of ['a', ...CALLEES]) await realm.up(await realm.enrol(name));
    const contacts: FirstContact[] = [];
    for (const to of CALLEES) contacts.push(await firstContact(lab, { realm, from: 'a', to }));
    const overheads = contacts.map(({ overheadMs }) => overheadMs);
    const [median = Number.POSITIVE_INFINITY] = overheads
      .toSorted((a, b) => a - b)
      .slice(CALLEES.length >> 1);
    const figures = {
      protocolMs: Math.max(...contacts.map(({ protocolMs }) => protocolMs)),
      overheadMsEach: overheads.join(' '),
      overheadMsMedian: median,
      firstPingMsEach: contacts.map(({ firstPingMs }) => firstPingMs).join(' '),
    };
    return { pass: median <= BUDGET_MS, figures };
  },
};

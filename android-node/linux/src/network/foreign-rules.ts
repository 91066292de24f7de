/** A rule of `ip rule`, as far as it decides who is asked first: `4200: from all lookup 812345`. */
const RULE = /^(\d+):\s.*?\blookup (\S+)/;
/** Of bound VRFs only, which leads nobody else's packets. */
const OF_VRF = '[l3mdev-table]';

/**
 * The least preference of rules that may draw the realm's traffic elsewhere: of every rule but the machine's own
 * addresses (0, `local`), VRFs, and those that ask one of these tables.
 * @param text what `ip rule` prints for one family
 */
export function foremostForeign(text: string, ownTables: ReadonlySet<string>): number | undefined {
  const preferences = text.split('\n').flatMap((line) => {
    const [, preference = '', table = ''] = RULE.exec(line) ?? [];
    const isOwn = preference === '' || table === OF_VRF || ownTables.has(table);
    return isOwn || (preference === '0' && table === 'local') ? [] : [Number(preference)];
  });
  return preferences.length === 0 ? undefined : Math.min(...preferences);
}

import { expect, it } from 'vitest';
import { guardScript, IngressGuard } from './ingress-guard.ts';

function recorded() {
  const scripts: string[] = [];
  const guard = new IngressGuard('ntm0', async (script) => void scripts.push(script));
  return { scripts, guard };
}

it('drops what comes for an address of the node on another interface, in both families', () => {
  expect(guardScript('ntm0', ['198.18.0.5', 'fd00::5'])).toBe(
    `table inet ntm_6e746d30
delete table inet ntm_6e746d30
table inet ntm_6e746d30 {
  chain incoming {
    type filter hook prerouting priority raw; policy accept;
    iifname != { "ntm0", "lo" } ip daddr 198.18.0.5 counter drop
    iifname != { "ntm0", "lo" } ip6 daddr fd00::5 counter drop
  }
}
`,
  );
});

it('asks once for the same addresses, anew for others, and takes its table away at the end', async () => {
  const { scripts, guard } = recorded();
  await guard.protect(['198.18.0.5/32']);
  await guard.protect(['198.18.0.5/32']);
  await guard.protect(['198.18.0.6/32']);
  await guard.remove();
  await guard.remove();
  expect(scripts).toHaveLength(3);
  expect(scripts[1]).toContain('daddr 198.18.0.6 ');
  expect(scripts[2]).toBe('table inet ntm_6e746d30\ndelete table inet ntm_6e746d30\n');
  expect(guard.missing).toBeUndefined();
});

it('leaves no table behind when there is no address any more', async () => {
  const { scripts, guard } = recorded();
  await guard.protect([]);
  expect(scripts).toEqual([]);
  await guard.protect(['198.18.0.5/32']);
  await guard.protect([]);
  await guard.remove();
  expect(scripts.slice(1)).toEqual(['table inet ntm_6e746d30\ndelete table inet ntm_6e746d30\n']);
});

it('does not keep a node from running without nftables, but says what is open and what to do', async () => {
  const guard = new IngressGuard('ntm0', async () => {
    throw new Error('the program "nft" is missing');
  });
  await guard.protect(['198.18.0.5/32']);
  expect(guard.missing).toMatch(/198\.18\.0\.5 directly: .*"nft" is missing.*install the package nftables/);
  await guard.remove();
});

import type { Lab } from './lab.ts';

/** Where a node stands: a namespace whose one wire leads to the router. */
export interface Site {
  readonly namespace: string;
  readonly outer: { readonly v4: string; readonly v6: string };
}

/**
 * A namespace with a network of its own, 10.`number`.0.0/24 and fd`number`::/64, in which it has address 2; the router
 * has address 1 and is its way out. The number has two digits.
 */
export async function makeSite(
  lab: Lab,
  of: { readonly router: string; readonly name: string; readonly number: number },
): Promise<Site> {
  const { router, name, number } = of;
  const namespace = await lab.namespace(name);
  await lab.link(
    { namespace, device: 'eth0', addresses: [`10.${number}.0.2/24`, `fd${number}::2/64`] },
    { namespace: router, device: `to-${name}`, addresses: [`10.${number}.0.1/24`, `fd${number}::1/64`] },
  );
  await lab.in(namespace, 'ip', 'route', 'add', 'default', 'via', `10.${number}.0.1`);
  await lab.in(namespace, 'ip', '-6', 'route', 'add', 'default', 'via', `fd${number}::1`);
  return { namespace, outer: { v4: `10.${number}.0.2`, v6: `fd${number}::2` } };
}

/** A namespace that passes packets on between its sites. */
export async function makeRouter(lab: Lab): Promise<string> {
  const router = await lab.namespace('router');
  for (const family of ['ipv4.conf.all', 'ipv6.conf.all'])
    await lab.in(router, 'sysctl', '-q', '-w', `net.${family}.forwarding=1`);
  return router;
}

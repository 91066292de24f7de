import { execFile, spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { RealmRoutes, tableOf } from './realm-routes.ts';
import type { Family, IpRunner, RoutingSystem } from './routing-system.ts';

const realm = { addresses: ['198.18.0.5/32', 'fd00::5/128'], realmPrefixes: ['198.18.0.0/15', 'fd00::/64'] };

const usual = '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n';

/** A system with rules as it is installed. */
const systemWith = (ip: IpRunner, changes: Partial<RoutingSystem> = {}): RoutingSystem => ({
  ip,
  rules: async () => usual,
  interfaces: () => ['lo', 'ntm0'],
  has: () => true,
  ...changes,
});

/** An `ip` that has no rule to delete and takes everything else. */
function recorded(changes: Partial<RoutingSystem> = {}) {
  const done: string[] = [];
  const ip: IpRunner = async (commands, family) => {
    done.push(...commands.map((words) => `-${family} ${words.join(' ')}`));
    if (commands.some(([kind, action, by]) => kind === 'rule' && action === 'del' && by === 'lookup'))
      throw new Error('No such file or directory');
  };
  return { done, ip: systemWith(ip, changes) };
}

describe('the commands', () => {
  const table = tableOf('ntm0');

  it('delete what a crash left, then route the realm in a table that is asked first', async () => {
    const { done, ip } = recorded();
    const routes = new RealmRoutes('ntm0', ip);
    await routes.protect(realm);
    expect(done).toEqual([
      `-4 rule del lookup ${table}`,
      `-4 route flush table ${table}`,
      `-4 route replace 198.18.0.0/15 dev ntm0 table ${table}`,
      `-4 rule add from 198.18.0.5 lookup ${table} pref 4199`,
      `-4 rule add from all lookup ${table} pref 4200`,
      `-6 rule del lookup ${table}`,
      `-6 route flush table ${table}`,
      `-6 route replace fd00::/64 dev ntm0 table ${table}`,
      `-6 rule add from fd00::5 lookup ${table} pref 4199`,
      `-6 rule add from all lookup ${table} pref 4200`,
    ]);
    expect(routes.missing).toBeUndefined();
  });

  it('change only what differs, nothing where nothing does, and add before they delete', async () => {
    const { done, ip } = recorded();
    const routes = new RealmRoutes('ntm0', ip);
    await routes.protect(realm);
    done.length = 0;
    await routes.protect(realm);
    expect(done).toEqual([]);
    await routes.protect({ ...realm, realmPrefixes: ['198.18.0.0/24', 'fd00::/64'] });
    expect(done).toEqual([
      `-4 route replace 198.18.0.0/24 dev ntm0 table ${table}`,
      `-4 route del 198.18.0.0/15 dev ntm0 table ${table}`,
    ]);
  });

  it('leave networks of stock peers alone: a longer route of the own network is right there', async () => {
    const { done, ip } = recorded();
    await new RealmRoutes('ntm0', ip).protect({ addresses: ['10.0.0.1/24'], realmPrefixes: [] });
    expect(done.filter((line) => / (add|replace) /.test(line))).toEqual([]);
  });

  it('that fail for one family leave that family open alone, until they are tried again and taken', async () => {
    let isRefused = true;
    const done: string[] = [];
    const routes = new RealmRoutes(
      'ntm0',
      systemWith(async (commands, family) => {
        done.push(...commands.map((words) => `-${family} ${words.join(' ')}`));
        if (commands.some(([kind, action, by]) => kind === 'rule' && action === 'del' && by === 'lookup'))
          throw new Error('No such file or directory');
        if (family === 6 && isRefused) throw new Error('Operation not supported');
      }),
    );
    await routes.protect(realm);
    expect(routes.missing).toMatch(/traffic to fd00::\/64 out of .*not supported/);
    await routes.protect({ ...realm, realmPrefixes: ['198.18.0.0/24', 'fd00::/64'] });
    expect(routes.missing).toMatch(/traffic to fd00::\/64 out of .*not supported/);
    isRefused = false;
    done.length = 0;
    await routes.recheck();
    expect(routes.missing).toBeUndefined();
    expect(done.filter((line) => line.startsWith('-4'))).toEqual([]);
    expect(done.slice(-3)).toEqual([
      `-6 route replace fd00::/64 dev ntm0 table ${table}`,
      `-6 rule add from fd00::5 lookup ${table} pref 4199`,
      `-6 rule add from all lookup ${table} pref 4200`,
    ]);
  });

  it('that fail for a family which the machine does not have leave nothing open', async () => {
    const families: Family[] = [4];
    const has = (family: Family) => families.includes(family);
    const ip: IpRunner = async (commands, family) => {
      const deletes = commands.some(([kind, action]) => kind === 'rule' && action === 'del');
      if (family === 6 || deletes) throw new Error('Permission denied');
    };
    const routes = new RealmRoutes('ntm0', systemWith(ip, { has }));
    await routes.protect(realm);
    expect(routes.missing).toBeUndefined();
    families.push(6);
    expect(routes.missing).toContain('fd00::/64');
  });

  it('move the rules before one that another program has put first, and back when it is gone', async () => {
    let rules = usual;
    const { done, ip } = recorded({ rules: async () => rules });
    const routes = new RealmRoutes('ntm0', ip);
    await routes.protect({ ...realm, realmPrefixes: ['198.18.0.0/15'] });
    done.length = 0;
    rules = `4197:\tfrom all lookup main suppress_prefixlength 0\n4199:\tfrom all lookup ${table}\n${usual}`;
    await routes.recheck();
    expect(done).toEqual([
      `-4 rule add from 198.18.0.5 lookup ${table} pref 4195`,
      `-4 rule add from all lookup ${table} pref 4196`,
      `-4 rule del from 198.18.0.5 lookup ${table} pref 4199`,
      `-4 rule del from all lookup ${table} pref 4200`,
    ]);
    rules = usual;
    await routes.recheck();
    expect(done.slice(4, 6)).toEqual([
      `-4 rule add from 198.18.0.5 lookup ${table} pref 4199`,
      `-4 rule add from all lookup ${table} pref 4200`,
    ]);
    expect(routes.missing).toBeUndefined();
  });

  it('say that the realm is open where another rule leaves no room before it', async () => {
    const { ip } = recorded({ rules: async () => `1:\tfrom all lookup main\n${usual}` });
    const routes = new RealmRoutes('ntm0', ip);
    await routes.protect(realm);
    expect(routes.missing).toMatch(/another program has preference 1/);
  });

  it('are not given to a system that does not even show its rules, which is open then', async () => {
    const rules = () => Promise.reject(new Error('the program "ip" did not end within 5 s'));
    const { done, ip } = recorded({ rules });
    const routes = new RealmRoutes('ntm0', ip);
    await routes.protect(realm);
    expect([done, routes.missing]).toEqual([[], expect.stringContaining('did not end within 5 s')]);
  });

  it('that fail do not keep a node from running; it says what is open and what to do', async () => {
    const refuses: IpRunner = async (commands) => {
      throw new Error(`Operation not supported (ip ${commands[0]?.join(' ')})`);
    };
    const routes = new RealmRoutes('ntm0', systemWith(refuses));
    await routes.protect(realm);
    expect(routes.missing).toMatch(/198\.18\.0\.0\/15 and fd00::\/64 out of .*not supported.*policy routing/);
  });
});

it('each interface name has a table of its own, none of those that people number', () => {
  const tables = Array.from({ length: 1_000 }, (_, number) => tableOf(`ntm${number}`));
  expect(new Set(tables).size).toBe(1_000);
  expect(tables.every((table) => Number(table) > 255 && Number(table) < 2 ** 31)).toBe(true);
});

const possible = process.getuid?.() === 0 && spawnSync('unshare', ['-n', 'ip', 'link', 'show']).status === 0;

describe.runIf(possible)('in a network namespace', () => {
  const name = `ntm-routes-${process.pid}`;
  const ip = (...words: string[]) =>
    spawnSync('ip', ['-n', name, ...words], { encoding: 'utf8' }).stdout.trim();
  const run: IpRunner = (commands, family) =>
    new Promise((resolve, reject) => {
      const words = ['-n', name, `-${family}`, '-force', '-batch', '-'];
      const child = execFile('ip', words, (error) => (error === null ? resolve() : reject(error)));
      child.stdin?.end(commands.map((command) => `${command.join(' ')}\n`).join(''));
    });
  const runner = systemWith(run, {
    rules: async (family) => ip(`-${family}`, 'rule'),
    interfaces: () => ['eth0', 'ntm0', 'ntm1'],
  });
  const rules = () => ip('rule') + ip('-6', 'rule');
  const wayTo = (address: string) => /dev (\S+)/.exec(ip('route', 'get', address))?.[1];

  /** The machine's link, what stands for two TUNs, and routes of the link's network to single addresses of the realm. */
  function hostileNetwork() {
    spawnSync('ip', ['netns', 'add', name]);
    for (const device of ['eth0', 'ntm0', 'ntm1']) {
      ip('link', 'add', device, 'type', 'veth', 'peer', 'name', `${device}-end`);
      for (const end of [device, `${device}-end`]) ip('link', 'set', end, 'up');
    }
    ip('address', 'add', '192.0.2.5/24', 'dev', 'eth0');
    ip('address', 'add', '2001:db8::5/64', 'dev', 'eth0', 'nodad');
    for (const device of ['ntm0', 'ntm1']) {
      ip('route', 'add', '198.18.0.0/15', 'dev', device, 'metric', device === 'ntm0' ? '1' : '2');
    }
    ip('route', 'add', '198.18.0.9/32', 'via', '192.0.2.1');
    ip('route', 'add', 'fd00::9/128', 'via', '2001:db8::1');
  }

  afterEach(() => {
    spawnSync('ip', ['netns', 'del', name]);
  });

  it('no longer route wins, and all is as before at the end and after a crash', async () => {
    hostileNetwork();
    const before = rules();
    expect([wayTo('198.18.0.9'), wayTo('fd00::9')]).toEqual(['eth0', 'eth0']);
    const crashed = new RealmRoutes('ntm0', runner);
    await crashed.protect({ ...realm, addresses: ['198.18.0.7/32'] });
    const routes = new RealmRoutes('ntm0', runner);
    await routes.protect(realm);
    expect(routes.missing).toBeUndefined();
    expect([wayTo('198.18.0.9'), wayTo('fd00::9')]).toEqual(['ntm0', 'ntm0']);
    expect(wayTo('192.0.2.77')).toBe('eth0');
    expect(rules().match(/lookup/g)).toHaveLength((before.match(/lookup/g)?.length ?? 0) + 4);
    await routes.remove();
    expect(rules()).toBe(before);
  });

  it('a rule that another program adds without a number does not stay before ours', async () => {
    hostileNetwork();
    const routes = new RealmRoutes('ntm0', runner);
    await routes.protect(realm);
    ip('rule', 'add', 'lookup', 'main', 'suppress_prefixlength', '0');
    expect(wayTo('198.18.0.9')).toBe('eth0');
    await routes.recheck();
    expect([wayTo('198.18.0.9'), routes.missing]).toEqual(['ntm0', undefined]);
    ip('rule', 'del', 'lookup', 'main', 'suppress_prefixlength', '0');
    await routes.recheck();
    expect(ip('rule')).toContain('4200:');
    await routes.remove();
  });

  it('two nodes do not touch each other’s, and each answers through its own TUN', async () => {
    hostileNetwork();
    const [one, other] = [new RealmRoutes('ntm0', runner), new RealmRoutes('ntm1', runner)];
    await one.protect({ ...realm, addresses: ['198.18.0.5/32'] });
    await other.protect({ ...realm, addresses: ['198.18.0.6/32'] });
    ip('address', 'add', '198.18.0.5/32', 'dev', 'ntm0');
    ip('address', 'add', '198.18.0.6/32', 'dev', 'ntm1');
    const wayFrom = (own: string) => /dev (\S+)/.exec(ip('route', 'get', '198.18.0.9', 'from', own))?.[1];
    expect([wayFrom('198.18.0.5'), wayFrom('198.18.0.6')]).toEqual(['ntm0', 'ntm1']);
    await one.remove();
    expect([wayTo('198.18.0.9'), wayFrom('198.18.0.6')]).toEqual(['ntm1', 'ntm1']);
    await other.remove();
    expect(wayTo('198.18.0.9')).toBe('eth0');
  });
});

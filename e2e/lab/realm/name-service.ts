import type { Lab } from '../lab.ts';

/** One query as an application makes it, and what it has to end with: values, or the resolver's code. */
interface NameCheck {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'PTR' | 'TXT';
  readonly wanted: string;
}

/** Asks the resolver of the system with the names and types of its arguments; prints a result for each. */
const PROGRAM = `
  const { promises: dns } = require('node:dns');
  const ask = ({ name, type }) => (type === 'PTR' ? dns.reverse(name) : dns.resolve(name, type));
  const checks = JSON.parse(process.argv[1]);
  Promise.all(checks.map((check) => ask(check).then((found) => found.join(' '), (error) => error.code)))
    .then((results) => console.log(JSON.stringify(results)));`;

async function ask(lab: Lab, namespace: string, queries: readonly Pick<NameCheck, 'name' | 'type'>[]) {
  const output = await lab.in(namespace, process.execPath, '-e', PROGRAM, JSON.stringify(queries));
  return JSON.parse(output) as string[];
}

/** What an A query ended with: the addresses, or the resolver's code (`ENOTFOUND`, `ESERVFAIL`, ...). */
export async function queryA(lab: Lab, namespace: string, name: string): Promise<string> {
  const [result = ''] = await ask(lab, namespace, [{ name, type: 'A' }]);
  return result;
}

/** Sentences about names of a peer and of the world that do not end as they have to. */
export async function wrongNames(
  lab: Lab,
  namespace: string,
  peer: { readonly name: string; readonly addresses: readonly string[] },
): Promise<string[]> {
  const [v4 = '', v6 = ''] = peer.addresses;
  const checks: readonly NameCheck[] = [
    { name: peer.name, type: 'A', wanted: v4 },
    { name: peer.name, type: 'AAAA', wanted: v6 },
    { name: peer.name, type: 'TXT', wanted: 'ENODATA' },
    { name: v4, type: 'PTR', wanted: peer.name },
    { name: v6, type: 'PTR', wanted: peer.name },
    { name: 'nobody.ntm.internal', type: 'A', wanted: 'ENOTFOUND' },
    { name: '198.18.77.77', type: 'PTR', wanted: 'ENOTFOUND' },
    { name: 'www.example.test', type: 'A', wanted: '192.0.2.53' },
    { name: 'www.example.test', type: 'TXT', wanted: 'ENODATA' },
  ];
  const results = await ask(lab, namespace, checks);
  return checks.flatMap(({ name, type, wanted }, index) =>
    results[index] === wanted ? [] : [`${type} ${name}: ${results[index]}, not ${wanted}`],
  );
}

import type { Lab } from '../lab.ts';

/** What a DNS query of a namespace ended with: `found`, or the resolver's code (`ENOTFOUND`, `ESERVFAIL`, ...). */
export async function queryCode(lab: Lab, namespace: string, name: string): Promise<string> {
  const program =
    'require("node:dns").resolve4(process.argv[1], (error) => console.log(error ? error.code : "found"))';
  return (await lab.in(namespace, process.execPath, '-e', program, name)).trim();
}

import { readFile } from 'node:fs/promises';

/** Numbers of a user of this system and of its group; undefined where there is no such user. */
export async function systemIds(name: string): Promise<{ user: number; group: number } | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  const fields = lines.map((line) => line.split(':')).find(([user]) => user === name);
  return fields && { user: Number(fields[2]), group: Number(fields[3]) };
}

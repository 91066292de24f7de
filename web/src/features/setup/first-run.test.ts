import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startPeople } from '../../trpc/testing/people.ts';

const ADMIN = { username: 'first', password: 'gravel owl seven kettles' };

let people: Awaited<ReturnType<typeof startPeople>>;
beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());
beforeEach(() => people.empty());

/** A console of this address as a process starts it, with its environment read anew. */
async function startConsole(url: string, from = '192.0.2.1') {
  vi.stubEnv('NTM_CONSOLE_URL', url);
  vi.resetModules();
  const { prepareFirstRun } = await import('./prepare-first-run.ts');
  const { rootRouter } = await import('../../trpc/root-router.ts');
  const { createCallerFactory } = await import('../../trpc/init.ts');
  await prepareFirstRun(people.prisma);
  const context = {
    prisma: people.prisma,
    user: undefined,
    requestId: 'r',
    address: from,
    now: new Date(),
  };
  return createCallerFactory(rootRouter)(context).setup;
}

const file = () => join(process.env.NTM_DATA_DIR ?? '', 'keys', 'setup-code');
const users = () => people.prisma.user.count();

it('a console that others reach makes the first admin with its setup code alone, and once', async () => {
  const setup = await startConsole('http://192.0.2.10:3000');
  const setupCode = readFileSync(file(), 'utf8').trim();
  await expect(setup.createFirstAdmin(ADMIN)).rejects.toThrow('This is not the setup code.');
  await expect(setup.createFirstAdmin({ ...ADMIN, setupCode: '' })).rejects.toThrow('not the setup code');
  await expect(setup.createFirstAdmin({ ...ADMIN, setupCode: `${setupCode}a` })).rejects.toThrow('not the');
  expect(await users()).toBe(0);

  await expect(setup.createFirstAdmin({ ...ADMIN, setupCode })).resolves.toEqual({ username: 'first' });
  expect(existsSync(file())).toBe(false);
  const second = { ...ADMIN, username: 'second', setupCode };
  await expect(setup.createFirstAdmin(second)).rejects.toThrow('has its first admin already');
  expect(await users()).toBe(1);
});

it('the code outlives a start until there is an admin, and is removed by one after that', async () => {
  await startConsole('http://192.0.2.10:3000');
  const code = readFileSync(file(), 'utf8');
  await startConsole('http://192.0.2.10:3000');
  expect(readFileSync(file(), 'utf8')).toBe(code);
  await people.somebody('ops', 'admin');
  await startConsole('http://192.0.2.10:3000');
  expect(existsSync(file())).toBe(false);
});

it('a console of this machine alone draws none and asks for none', async () => {
  const setup = await startConsole('http://localhost:3000', '127.0.0.1');
  expect(existsSync(file())).toBe(false);
  await expect(setup.createFirstAdmin(ADMIN)).resolves.toEqual({ username: 'first' });
});

it('a console of this machine alone takes the first admin from no other, however that reached it', async () => {
  const setup = await startConsole('http://localhost:3000');
  await expect(setup.createFirstAdmin(ADMIN)).rejects.toThrow('This console is for its own machine.');
  expect(await users()).toBe(0);
});

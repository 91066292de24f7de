import { expect, it } from 'vitest';
import { OptionsError, readOptions } from './options.ts';

it('runs a hundred nodes against a system of its own, without faults, when nothing is said', () => {
  expect(readOptions([])).toEqual({ nodes: 100, seconds: 30, push: false, faults: [], engines: 'embedded' });
});

it('takes number, time, push, engines and faults', () => {
  const words = [
    '--nodes',
    '1000',
    '--seconds',
    '5',
    '--push',
    '--restart-database',
    '--kill-coordinator',
    '--engines',
    'servers',
  ];
  expect(readOptions(words)).toEqual({
    nodes: 1000,
    seconds: 5,
    push: true,
    faults: ['killCoordinator', 'restartDatabase'],
    engines: 'servers',
  });
});

it('takes a running system with what is known of it', () => {
  expect(
    readOptions(['--enrolment', 'ntm://x', '--database', 'postgresql://y', '--coordinator', '7']),
  ).toEqual({
    nodes: 100,
    seconds: 30,
    push: false,
    faults: [],
    engines: 'embedded',
    running: { enrolment: 'ntm://x', databaseUrl: 'postgresql://y', coordinatorPid: 7 },
  });
});

it.each([
  [['--nodes', 'many'], /--nodes takes a whole number/],
  [['--nodes', '1'], /--nodes takes a whole number/],
  [['--seconds', '0'], /--seconds takes a whole number/],
  [['--kill-everything'], /kill-everything/],
  [['stray'], /stray/],
  [['--enrolment', 'ntm://x', '--kill-broker'], /not broken by this tool/],
  [['--engines', 'mysql'], /--engines is embedded or servers/],
  [['--enrolment', 'ntm://x', '--engines', 'servers'], /has its engines/],
  [['--enrolment', 'ntm://x', '--push'], /--database URL/],
  [['--database', 'postgresql://y'], /belong to a system given by --enrolment/],
])('refuses %j', (words, why) => {
  expect(() => readOptions(words)).toThrow(OptionsError);
  expect(() => readOptions(words)).toThrow(why);
});

import { expect, it } from 'vitest';
import { LEFT_OUT, withoutSecrets } from './log-secrets.ts';

it.each([
  'Basic authentication is off',
  'BASIC AUTHENTICATION',
  'the basic procedure, basic configuration',
  'Basic Authentication.',
])('leaves "%s" as it is', (text) => expect(withoutSecrets(text)).toBe(text));

it.each([
  `Basic ${Buffer.from('ops:walkers along the river').toString('base64')}`,
  `authorization: basic ${Buffer.from('a:b12345').toString('base64')}`,
  `Basic ${Buffer.from('mm:iii').toString('base64')}`,
  'Basic b3BzOndhbGtlcnM',
  'bearer abcdefghijkl',
])('leaves out the credentials of "%s"', (text) => {
  const at = text.lastIndexOf(' ');
  expect(withoutSecrets(`${text}, and more`)).toBe(`${text.slice(0, at)} ${LEFT_OUT}, and more`);
});

it('leaves out credentials that look like a word', () => {
  expect(Buffer.from('ojojojoj', 'base64').includes(':')).toBe(true);
  expect(withoutSecrets('Basic ojojojoj')).toBe(`Basic ${LEFT_OUT}`);
});

import { expect, it } from 'vitest';
import { cloneLine, enrolAgainLine } from './clone-line.ts';

it('is short for the usual state directory', () => {
  expect(cloneLine('up', '/var/lib/ntm-node', {})).toBe('npx --no ntm-node up');
});

it('carries another state directory along, as a shell reads it', () => {
  expect(cloneLine('up', './node-2', {})).toBe('npx --no ntm-node up --state ./node-2');
  expect(cloneLine('down', "/my till's", {})).toBe("npx --no ntm-node down --state '/my till'\\''s'");
});

it('keeps sudo for whoever came with it, since the files are of root then', () => {
  expect(cloneLine('up', '/var/lib/ntm-node', { SUDO_USER: 'ops' })).toBe('sudo npx --no ntm-node up');
});

it('keeps the string of an enrolment anew from the shell, which would end the command at its first &', () => {
  expect(enrolAgainLine('./node-2', {})).toBe(
    "npx --no ntm-node enrol 'ENROLMENT-STRING' --again --state ./node-2",
  );
});

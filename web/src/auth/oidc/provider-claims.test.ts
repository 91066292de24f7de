import { describe, expect, it } from 'vitest';
import { roleOfClaims, usernameOfClaims } from './provider-claims.ts';

describe('the role of claims', () => {
  it.each([
    ['a text', 'ntm-operator', 'operator'],
    ['a list, the highest of it', ['ntm-viewer', 'staff', 'ntm-admin'], 'admin'],
    ['a group that only sounds like one', ['admin', 'NTM-ADMIN', 'ntm-admins'], undefined],
    ['a text that holds one', 'ntm-admin,staff', undefined],
    ['an object', { 0: 'ntm-admin' }, undefined],
    ['nested lists', [['ntm-admin']], undefined],
    ['nothing', undefined, undefined],
  ])('is read from %s', (_, value, role) => {
    expect(roleOfClaims({ sub: '1', groups: value }, 'groups')).toBe(role);
  });

  it('is never an inherited property', () => {
    expect(roleOfClaims({ sub: '1' }, 'constructor')).toBeUndefined();
    expect(roleOfClaims({ sub: '1' }, '__proto__')).toBeUndefined();
  });
});

describe('the name of claims', () => {
  it.each([
    [{ preferred_username: 'Yamada' }, 'yamada'],
    [{ preferred_username: ' ', email: 'yamada@meijo.example' }, 'yamada@meijo.example'],
    [{ preferred_username: '../Ya mada\0' }, 'ya-mada-'],
    [{ preferred_username: '山田' }, 'person'],
    [{ preferred_username: ['a'], email: { b: 1 } }, 'person'],
    [{ preferred_username: 'x'.repeat(100_000) }, 'x'.repeat(56)],
    [{}, 'person'],
  ])('of %j is one that our accounts may have', (claims, name) => {
    expect(usernameOfClaims({ sub: '1', ...claims })).toBe(name);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QueueFullError } from './bounded-queue.ts';
import { SignInGate, signInGate } from './sign-in-gate.ts';
import type { SignInKind } from './sign-in-kind.ts';

const opens = (gate: SignInGate, address: string, times: number, now: number) =>
  Array.from({ length: times }, () => gate.opensFor('password', address, now)).filter(Boolean).length;

describe('the gate before the sign-in', () => {
  it('lets 30 of a source in within 10 s, and others beside it', () => {
    const gate = new SignInGate();
    expect(opens(gate, '192.0.2.1', 40, 0)).toBe(30);
    expect(opens(gate, '192.0.2.2', 1, 0)).toBe(1);
    expect(opens(gate, '192.0.2.1', 1, 9_999)).toBe(0);
    expect(opens(gate, '192.0.2.1', 1, 10_000)).toBe(1);
  });

  it('counts each kind by itself', () => {
    const gate = new SignInGate();
    expect(opens(gate, '192.0.2.1', 40, 0)).toBe(30);
    expect(gate.opensFor('provider', '192.0.2.1', 0)).toBe(true);
    expect(gate.isClosedTo('passkey', '192.0.2.1', 0)).toBe(false);
  });

  it('takes the addresses of an IPv6 site for one source, and those without an address too', () => {
    const gate = new SignInGate();
    expect(opens(gate, '2001:db8::1', 20, 0) + opens(gate, '2001:db8:0:ff::2', 20, 0)).toBe(30);
    expect(opens(gate, 'unknown', 40, 0)).toBe(30);
  });

  it('is one for a process, however often its module is loaded', async () => {
    vi.resetModules();
    const again = await import('./sign-in-gate.ts');
    expect(again.SignInGate).not.toBe(SignInGate);
    expect(again.signInGate()).toBe(signInGate());
  });
});

describe('the pace of sign-ins', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Has so many sign-ins come at once, each from another address, and counts those begun and those refused. */
  function crowd(gate: SignInGate, times: number, kind: SignInKind = 'password') {
    const counts = { begun: 0, refused: 0 };
    for (let each = 0; each < times; each++) {
      const begin = async () => void counts.begun++;
      gate.inTurn(kind, `198.51.100.${each}`, begin).catch((error: unknown) => {
        expect(error).toBeInstanceOf(QueueFullError);
        counts.refused++;
      });
    }
    return counts;
  }

  it('is ten a second, however many come; the others wait, and beyond 32 of them are refused', async () => {
    const counts = crowd(new SignInGate(), 200);
    await vi.advanceTimersByTimeAsync(0);
    expect(counts).toEqual({ begun: 2, refused: 166 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(counts.begun).toBe(12);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(counts.begun).toBe(34);
  });

  it('of passwords holds nobody up who comes with a passkey or by the provider', async () => {
    const gate = new SignInGate();
    crowd(gate, 200);
    expect(crowd(gate, 1, 'passkey').begun).toBe(1);
    expect(crowd(gate, 1, 'provider').begun).toBe(1);
  });

  it('tells beforehand whether a sign-in would be refused, and counts nothing then', async () => {
    const gate = new SignInGate();
    const isClosed = (kind: SignInKind, address = '203.0.113.9') => gate.isClosedTo(kind, address, 0);
    for (let each = 0; each < 100; each++) expect(isClosed('password')).toBe(false);
    crowd(gate, 34);
    expect([isClosed('password'), isClosed('passkey'), isClosed('provider')]).toEqual([true, false, false]);
    gate.admitted('203.0.113.7');
    expect(isClosed('password', '203.0.113.7')).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(isClosed('password')).toBe(false);
    opens(gate, '203.0.113.9', 30, 0);
    expect([isClosed('password'), isClosed('passkey')]).toEqual([true, false]);
  });

  it('of strangers holds nobody up at an address from which somebody signed in', async () => {
    const gate = new SignInGate();
    gate.admitted('203.0.113.7');
    crowd(gate, 200);
    expect(await gate.inTurn('password', '203.0.113.7', async () => 'in')).toBe('in');
    await expect(gate.inTurn('password', '203.0.113.8', async () => 'in')).rejects.toThrow(QueueFullError);
  });

  it('has room for eight of one source, whatever their kinds, so that others come in beside it', async () => {
    const gate = new SignInGate();
    for (const address of ['203.0.113.7', '203.0.113.8']) gate.admitted(address);
    const comes = (kind: SignInKind, address: string) =>
      gate.inTurn(kind, address, async () => true).catch(() => false);
    const many = (['provider', 'password'] as const).flatMap((kind) =>
      Array.from({ length: 50 }, () => comes(kind, '203.0.113.7')),
    );
    expect(gate.isClosedTo('passkey', '203.0.113.7', 0)).toBe(true);
    expect(gate.isClosedTo('provider', '203.0.113.8', 0)).toBe(false);
    const other = comes('provider', '203.0.113.8');
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await Promise.all(many)).filter(Boolean)).toHaveLength(8);
    expect(await other).toBe(true);
    expect(gate.isClosedTo('passkey', '203.0.113.7', 0)).toBe(false);
  });

  it('of a provider that hangs holds no password up, at an address that is known either', async () => {
    const gate = new SignInGate();
    for (const address of ['203.0.113.7', '203.0.113.8']) gate.admitted(address);
    const hangs = () => new Promise<never>(() => undefined);
    for (let each = 0; each < 4; each++) {
      void gate.inTurn('provider', '203.0.113.7', hangs);
      void gate.inTurn('provider', '203.0.113.8', hangs);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await gate.inTurn('password', '203.0.113.7', async () => 'in')).toBe('in');
  });

  it('remembers the 1,024 addresses that were last admitted', async () => {
    const gate = new SignInGate();
    for (let each = 0; each < 1024; each++) gate.admitted(`10.0.${each >> 8}.${each & 255}`);
    gate.admitted('10.0.0.0');
    gate.admitted('203.0.113.7');
    crowd(gate, 200);
    const isIn = (address: string) => gate.inTurn('password', address, async () => true).catch(() => false);
    expect(await Promise.all(['203.0.113.7', '10.0.0.0'].map(isIn))).toEqual([true, true]);
    expect(await isIn('10.0.0.1')).toBe(false);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { SignInGate, signInGate } from './sign-in-gate.ts';

const opens = (gate: SignInGate, address: string, times: number, now: number) =>
  Array.from({ length: times }, () => gate.opensFor(address, now)).filter(Boolean).length;

describe('the gate before the sign-in', () => {
  it('lets 30 of a source in within 10 s, and others beside it', () => {
    const gate = new SignInGate(() => false);
    expect(opens(gate, '192.0.2.1', 40, 0)).toBe(30);
    expect(opens(gate, '192.0.2.2', 1, 0)).toBe(1);
    expect(opens(gate, '192.0.2.1', 1, 9_999)).toBe(0);
    expect(opens(gate, '192.0.2.1', 1, 10_000)).toBe(1);
  });

  it('takes the addresses of an IPv6 site for one source, and those without an address too', () => {
    const gate = new SignInGate(() => false);
    expect(opens(gate, '2001:db8::1', 20, 0) + opens(gate, '2001:db8:0:ff::2', 20, 0)).toBe(30);
    expect(opens(gate, 'unknown', 40, 0)).toBe(30);
  });

  it('is closed to passwords alone while too many of them wait', () => {
    let busy = true;
    const gate = new SignInGate(() => busy);
    expect([gate.takesPasswords(), opens(gate, '192.0.2.1', 1, 0)]).toEqual([false, 1]);
    busy = false;
    expect(gate.takesPasswords()).toBe(true);
  });

  it('is one for a process, however often its module is loaded', async () => {
    vi.resetModules();
    const again = await import('./sign-in-gate.ts');
    expect(again.SignInGate).not.toBe(SignInGate);
    expect(again.signInGate()).toBe(signInGate());
  });
});

import { describe, expect, it } from 'vitest';
import { TimerTable } from './timer-table.ts';

describe('timer table', () => {
  it('gives due timers in order of time, and equal ones in order of arming', () => {
    const timers = new TimerTable();
    timers.arm('keepAlive', 'b', 20);
    timers.arm('direction', 1, 10);
    timers.arm('transaction', 7, 10);
    expect(timers.nextDeadline()).toBe(10);
    expect(timers.takeDue(9)).toBeUndefined();
    expect(timers.takeDue(30)).toEqual({ name: 'direction', key: '1', at: 10 });
    expect(timers.takeDue(30)?.name).toBe('transaction');
    expect(timers.takeDue(30)?.name).toBe('keepAlive');
    expect(timers.takeDue(30)).toBeUndefined();
    expect(timers.nextDeadline()).toBeUndefined();
  });

  it('replaces and cancels by name and key', () => {
    const timers = new TimerTable();
    timers.arm('keepAlive', 1, 5);
    timers.arm('keepAlive', 2, 8);
    timers.arm('keepAlive', 1, 50);
    expect(timers.nextDeadline()).toBe(8);
    timers.cancel('keepAlive', 2);
    timers.cancel('keepAlive', 3);
    expect(timers.nextDeadline()).toBe(50);
    expect(timers.isArmed('keepAlive', 1)).toBe(true);
    expect(timers.isArmed('keepAlive', 2)).toBe(false);
  });
});

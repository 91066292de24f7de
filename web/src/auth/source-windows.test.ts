import { describe, expect, it } from 'vitest';
import { SourceWindows } from './source-windows.ts';

describe('the windows of sources', () => {
  const filled = (now: number) => {
    const windows = new SourceWindows({ count: 2, withinMs: 1_000 });
    for (let each = 0; each < 2; each++) windows.count('192.0.2.1', now);
    return windows;
  };

  it('close to a source that reached its limit until its time is over', () => {
    const windows = filled(5_000);
    expect(windows.waitMs('192.0.2.1', 5_400)).toBe(600);
    expect(windows.waitMs('192.0.2.2', 5_400)).toBeUndefined();
    expect(windows.waitMs('192.0.2.1', 6_000)).toBeUndefined();
  });

  it('begin anew when the clock was set back, instead of being closed for as long', () => {
    const windows = filled(90_000);
    expect(windows.waitMs('192.0.2.1', 5_000)).toBeUndefined();
    for (let each = 0; each < 2; each++) windows.count('192.0.2.1', 5_000);
    expect(windows.waitMs('192.0.2.1', 5_000)).toBe(1_000);
  });
});

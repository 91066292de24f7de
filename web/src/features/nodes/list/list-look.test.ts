import { expect, it } from 'vitest';
import { lookCookie, parseLook } from './list-look.ts';

it('comes back from its cookie', () => {
  const look = { isDense: false, hidden: ['line', 'network'] } as const;
  const [, value] = /^ntm-list=([^;]*);/.exec(lookCookie(look)) ?? [];
  expect(parseLook(value)).toEqual(look);
});

it('is dense with every column where nothing was chosen, or nothing that it knows', () => {
  for (const value of [undefined, '', 'x.name.state', '<script>'])
    expect(parseLook(value)).toEqual({ isDense: true, hidden: [] });
});

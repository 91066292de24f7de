import { describe, expect, it } from 'vitest';
import { isJson, isSameOrigin } from './same-origin.ts';

describe('isSameOrigin', () => {
  it.each([
    [
      'a page of this console',
      { host: 'ntm.test:3000', origin: 'http://ntm.test:3000', 'sec-fetch-site': 'same-origin' },
      true,
    ],
    ['a program without cookies', { host: 'ntm.test:3000' }, true],
    ['another site', { host: 'ntm.test:3000', origin: 'http://evil.test' }, false],
    ['another port of this host', { host: 'ntm.test:3000', origin: 'http://ntm.test:4000' }, false],
    ['a sandboxed frame', { host: 'ntm.test:3000', origin: 'null' }, false],
    ['a sister site without an origin', { host: 'ntm.test:3000', 'sec-fetch-site': 'same-site' }, false],
  ])('judges %s', (_, headers, expected) => {
    expect(isSameOrigin(new Headers(headers as Record<string, string>))).toBe(expected);
  });
});

describe('isJson', () => {
  it('accepts JSON with a charset', () => {
    expect(isJson(new Headers({ 'content-type': 'Application/JSON; charset=utf-8' }))).toBe(true);
  });
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json-patch+json'])(
    'refuses %s',
    (type) => {
      expect(isJson(new Headers({ 'content-type': type }))).toBe(false);
    },
  );
});

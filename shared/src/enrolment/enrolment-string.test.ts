import { describe, expect, it } from 'vitest';
import { DecodeError } from '../bytes/decode-error.ts';
import { parseConsoleUrl } from './console-url.ts';
import { type EnrolmentInvitation, enrolmentStringOf, parseEnrolmentString } from './enrolment-string.ts';

const invitation: EnrolmentInvitation = {
  consoleUrl: 'http://192.0.2.1:3000',
  realmKey: new Uint8Array(32).fill(7),
  keyId: 'abcdefgh2345',
  secret: 'AbC-_'.repeat(8),
};
const text = enrolmentStringOf(invitation);

describe('an enrolment string', () => {
  it('is one line that gives back what it was made of', () => {
    expect(text).toBe(
      'ntm://enrol?url=http%3A%2F%2F192.0.2.1%3A3000&realm=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc' +
        '&id=abcdefgh2345&key=AbC-_AbC-_AbC-_AbC-_AbC-_AbC-_AbC-_AbC-_',
    );
    expect(parseEnrolmentString(text)).toEqual(invitation);
  });

  it('may have its parameters in another order', () => {
    const [start, query] = text.split('?') as [string, string];
    expect(parseEnrolmentString(`${start}?${query.split('&').reverse().join('&')}`)).toEqual(invitation);
  });

  it.each([
    ['', /starts with ntm:/],
    ['http://console/enrol?url=x', /starts with ntm:/],
    [' ntm://enrol?url=x', /starts with ntm:/],
    ['ntm://enrol?', /does not know/],
    [`${text}&next=1`, /does not know/],
    [`${text}#part`, /secret/],
    [`${text}&id=b`, /id twice/],
    [text.replace(/&key=.*/, ''), /key is missing/],
    [text.replace('id=abcdefgh2345', 'id='), /id is missing/],
    [text.replace('id=abc', 'id=ABC'), /key id/],
    [text.replace('&id=', '&id=%'), /percent/],
    [text.replace('realm=Bw', 'realm=B'), /realm key/],
    [text.replace('realm=Bw', 'realm=!!'), /realm key/],
    [text.replace('wc&id', 'wd&id'), /realm key/],
    [text.replace('http%3A', 'ftp%3A'), /http:/],
    [text.replace('http%3A', 'javascript%3A'), /http:/],
    [`${text}${'A'.repeat(1_000)}`, /too long/],
    [text.slice(0, -30), /secret/],
  ])('is refused with what is wrong: %s', (wrong, words) => {
    expect(() => parseEnrolmentString(wrong)).toThrow(words);
    expect(() => parseEnrolmentString(wrong)).toThrow(DecodeError);
  });

  it('fails with that one error wherever it is cut or changed, and never tells the secret', () => {
    let refused = 0;
    for (let at = 0; at < text.length; at++) {
      for (const wrong of [text.slice(0, at), `${text.slice(0, at)}%${text.slice(at + 1)}`]) {
        try {
          parseEnrolmentString(wrong);
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(DecodeError);
          expect((error as Error).message).not.toContain('AbC-_');
        }
      }
    }
    // A secret cut at its end is still a secret.
    expect(refused).toBeGreaterThan(text.length);
  });
});

describe('a console’s address', () => {
  it.each([
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://console.example/', 'https://console.example'],
    ['https://console.example/ntm/', 'https://console.example/ntm'],
    ['http://[2001:db8::1]:3000', 'http://[2001:db8::1]:3000'],
  ])('is taken: %s', (given, kept) => {
    expect(parseConsoleUrl(given)).toBe(kept);
  });

  it.each([
    'http://',
    'http:///path',
    'http://user:secret@console.example',
    'http://console.example?x=1',
    'http://console.example#x',
    'http://con sole',
    'http://-a',
    'http://[::1',
    'http://[192.0.2.1]',
    'http://console:0',
    'http://console:65536',
    'http://console:3000:1',
    'http://a\n.example',
    'HTTP://console',
    `http://${'a.'.repeat(130)}b`,
  ])('is refused: %s', (given) => {
    expect(() => parseConsoleUrl(given)).toThrow(DecodeError);
  });
});

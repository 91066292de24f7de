import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** Declarations of the first rule whose selector is exactly this. */
function declarations(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  const found = new Map<string, string>();
  for (const match of body.matchAll(/(--[\w-]+):\s*([^;]+);/g)) {
    if (match[1] !== undefined && match[2] !== undefined) found.set(match[1], match[2]);
  }
  return found;
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const linear = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const [red = 0, green = 0, blue = 0] = linear;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const dark = declarations('[data-theme="dark"]');
const light = declarations(':root,\n[data-theme="light"]');

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_, theme) => {
  const grounds = ['--bg', '--surface', '--surface-2', '--hover', '--selected'];
  const texts = ['--ink', '--ink-2', '--ink-3', '--accent', '--teal', '--blue', '--amber', '--red', '--plum'];

  it.each(texts)('reads %s at 4.5:1 on every ground', (text) => {
    for (const ground of grounds) {
      expect(
        contrast(theme.get(text) ?? '', theme.get(ground) ?? ''),
        `${text} on ${ground}`,
      ).toBeGreaterThan(4.5);
    }
  });

  it.each(['teal', 'blue', 'amber', 'red', 'plum', 'grey'])('reads %s on its own tint', (hue) => {
    expect(contrast(theme.get(`--${hue}`) ?? '', theme.get(`--${hue}-tint`) ?? '')).toBeGreaterThan(4.5);
  });

  it('shows the edge of a control at 3:1', () => {
    expect(contrast(theme.get('--control-line') ?? '', theme.get('--surface') ?? '')).toBeGreaterThan(3);
  });
});

it('gives the system the same dark values as the choice', () => {
  expect(declarations(':root:not([data-theme])')).toEqual(dark);
});

import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { qrPath } from '../../../ui/qr/qr-path.ts';
import { NewKeyPanel } from './new-key-panel.tsx';

it('gives the line for Linux first, and says of the code for phones that the app is not there yet', () => {
  const enrolmentString = 'ntm://enrol?url=https://console.example';
  const made = { id: 'k', label: 'tills', enrolmentString, qr: qrPath(enrolmentString) };
  const words = renderToStaticMarkup(createElement(NewKeyPanel, { made }));
  const places = ['npx --no ntm-node enrol', 'npx --no ntm-node up', '<svg', 'Android app'].map((text) =>
    words.indexOf(text),
  );
  expect(places[0]).toBeGreaterThan(0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(words).toContain('not there yet');
});

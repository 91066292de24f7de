import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.mjs';
import { sayWhereToGo } from './words.mjs';

/** What a person reads at the end of a start. */
function said(variables, setupCode) {
  const lines = [];
  const { log } = console;
  console.log = (text) => lines.push(text);
  try {
    sayWhereToGo(readSettings(variables, '/there'), 'a database', 1, setupCode);
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}

test('the address of a broker elsewhere is said without its credential', () => {
  const text = said({ MQTT_URL: 'mqtts://coordinator:planted-secret@broker.example:8883' });
  assert.match(text, /mqtts:\/\/broker\.example:8883/);
  assert.doesNotMatch(text, /planted-secret|coordinator:/);
});

test('an address that cannot be read is not repeated', () => {
  assert.doesNotMatch(said({ MQTT_URL: 'coordinator:planted-secret@' }), /planted-secret/);
});

test('an address with another port than the console listens on is pointed out, but not one of a proxy with TLS', () => {
  assert.match(
    said({ NTM_CONSOLE_URL: 'http://192.0.2.1:8080' }),
    /start with NTM_CONSOLE_PORT=8080 as well/,
  );
  assert.match(said({ NTM_CONSOLE_URL: 'http://192.0.2.1' }), /start with NTM_CONSOLE_PORT=80 as well/);
  assert.doesNotMatch(said({ NTM_CONSOLE_URL: 'http://192.0.2.1:3000' }), /as well/);
  assert.doesNotMatch(said({ NTM_CONSOLE_URL: 'https://console.example' }), /as well/);
});

test('the address of a first visit carries the setup code where there is one', () => {
  const console = { NTM_CONSOLE_URL: 'http://192.0.2.1:3000' };
  assert.match(said(console, 'abcd-efgh'), /open http:\/\/192\.0\.2\.1:3000\/setup#abcd-efgh in a browser/);
  assert.match(said(console), /open http:\/\/192\.0\.2\.1:3000 in a browser/);
});

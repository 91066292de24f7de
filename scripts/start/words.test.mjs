import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.mjs';
import { sayWhereToGo } from './words.mjs';

/** What a person reads at the end of a start. */
function said(variables) {
  const lines = [];
  const { log } = console;
  console.log = (text) => lines.push(text);
  try {
    sayWhereToGo(readSettings(variables, '/there'), 'a database', 1);
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

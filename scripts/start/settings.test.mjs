import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.mjs';

test('nothing set means the documented defaults', () => {
  assert.deepEqual(readSettings({}, '/there'), {
    dataDirectory: '/there/.ntmobile',
    databaseUrl: undefined,
    brokerUrl: undefined,
    consoleUrl: 'http://localhost:3000',
    consoleHost: '127.0.0.1',
    ports: { console: 3000, signalling: 3479, mqtt: 1883, mqtts: 8883 },
    demo: true,
  });
});

test('an empty variable counts as left out', () => {
  const settings = readSettings({ DATABASE_URL: '', NTM_CONSOLE_PORT: '' }, '/there');
  assert.equal(settings.databaseUrl, undefined);
  assert.equal(settings.ports.console, 3000);
});

test('the console is for this machine only, unless its address is one of the network', () => {
  const host = (url) => readSettings({ NTM_CONSOLE_URL: url }, '/').consoleHost;
  assert.equal(host('http://127.0.0.1:3000'), '127.0.0.1');
  assert.equal(host('http://[::1]:3000'), '::1');
  assert.equal(host('http://192.0.2.1:3000'), '0.0.0.0');
  assert.equal(host('https://console.example'), '0.0.0.0');
});

test('the console is called by its own port', () => {
  assert.equal(readSettings({ NTM_CONSOLE_PORT: '4000' }, '/').consoleUrl, 'http://localhost:4000');
});

for (const text of ['0', '65536', 'many', '1.5', '-1']) {
  test(`${text} is refused as a port, by the name of its variable`, () => {
    assert.throws(() => readSettings({ NTM_MQTT_PORT: text }, '/'), /NTM_MQTT_PORT is/);
  });
}

for (const text of ['0', 'no', 'false', 'off', 'OFF']) {
  test(`${text} means no demonstration`, () => {
    assert.equal(readSettings({ NTM_DEMO: text }, '/').demo, false);
  });
}

for (const text of ['', '1', 'yes', 'true', 'On']) {
  test(`"${text}" means a demonstration`, () => {
    assert.equal(readSettings({ NTM_DEMO: text }, '/').demo, true);
  });
}

test('a demonstration that is neither wanted nor not is refused by the name of its variable', () => {
  for (const text of ['maybe', '2', 'n']) {
    assert.throws(() => readSettings({ NTM_DEMO: text }, '/'), new RegExp(`NTM_DEMO is "${text}"`));
  }
});

test('an address that is none of a PostgreSQL database is refused, and its password not repeated', () => {
  for (const text of ['db.example', 'mysql://ntm:planted-secret@db.example/ntm', 'ntm:planted-secret@db']) {
    assert.throws(
      () => readSettings({ DATABASE_URL: text }, '/'),
      ({ message }) =>
        message.startsWith('DATABASE_URL is no address') && !message.includes('planted-secret'),
    );
  }
  const taken = 'postgres://ntm:word@db.example/ntm';
  assert.equal(readSettings({ DATABASE_URL: taken }, '/').databaseUrl, taken);
});

for (const taken of [
  'postgresql://ntm:word@localhost/ntm?host=/var/run/postgresql',
  'postgresql://ntm:word@%2Ftmp/ntm',
  'postgresql://ntm:word@/ntm?host=/tmp',
]) {
  test(`${taken} is taken, as the driver takes it`, () => {
    assert.equal(readSettings({ DATABASE_URL: taken }, '/').databaseUrl, taken);
  });
}

for (const text of ['here', '192.0.2.1:3000', 'localhost:3000', 'ftp://192.0.2.1']) {
  test(`${text} is refused as the console's address`, () => {
    assert.throws(
      () => readSettings({ NTM_CONSOLE_URL: text }, '/'),
      new RegExp(`NTM_CONSOLE_URL is "${text}"`),
    );
  });
}

test("the console's address is read as browsers read it, so that TLS is never missed", () => {
  const read = (url) => readSettings({ NTM_CONSOLE_URL: url }, '/').consoleUrl;
  assert.equal(read('HTTPS://Console.Example/ '), 'https://console.example');
  assert.equal(read(' https://console.example:443'), 'https://console.example');
});

test("a slash at the end of the console's address is left out, since paths follow it", () => {
  assert.equal(
    readSettings({ NTM_CONSOLE_URL: 'http://192.0.2.1:3000/' }, '/').consoleUrl,
    'http://192.0.2.1:3000',
  );
});

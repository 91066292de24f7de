import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatPrefix } from '@ntmobile/shared';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, readEnvironment, unknownVariables } from './environment.ts';

const read = (variables: Record<string, string>) =>
  readEnvironment({ DATABASE_URL: 'postgresql://there/db', NTM_DATA_DIR: '/data', ...variables });

function sentences(variables: Record<string, string>): string {
  try {
    read(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return '';
}

describe('the environment of the coordinator', () => {
  it('has the documented defaults, and takes an empty variable as left out', () => {
    expect(read({ NTM_SIGNALLING_PORT: '', MQTT_URL: '' })).toEqual({
      databaseUrl: 'postgresql://there/db',
      dataDirectory: '/data',
      consoleUrl: 'http://localhost:3000',
      signallingPort: 3479,
      signallingEndpoints: undefined,
      mqttUrl: undefined,
      mqttPort: 1883,
      mqttsPort: 8883,
      brokerEndpoint: undefined,
      realmDomain: 'ntm.internal',
      ipv4Pool: undefined,
      demo: false,
      logLevel: 'info',
    });
  });

  it('is taken over where it is set', () => {
    const taken = read({
      NTM_CONSOLE_URL: 'https://console.example/',
      NTM_SIGNALLING_ENDPOINTS: '192.0.2.1:3479, [2001:db8::1]:3479',
      NTM_BROKER_ENDPOINT: '[2001:db8::1]:8883',
      NTM_IPV4_POOL: '10.64.0.0/16',
      NTM_DEMO: '1',
    });
    expect(taken.consoleUrl).toBe('https://console.example');
    expect(taken.signallingEndpoints).toEqual(['192.0.2.1:3479', '[2001:db8::1]:3479']);
    expect(taken.brokerEndpoint).toBe('[2001:db8::1]:8883');
    expect(taken.ipv4Pool && formatPrefix(taken.ipv4Pool)).toBe('10.64.0.0/16');
    expect(taken.demo).toBe(true);
  });

  it.each([
    ['NTM_MQTT_PORT', '0'],
    ['NTM_MQTT_PORT', '65536'],
    ['NTM_MQTTS_PORT', 'many'],
    ['NTM_SIGNALLING_PORT', '1.5'],
    ['NTM_CONSOLE_PORT', '-1'],
    ['NTM_CONSOLE_URL', 'here'],
    ['NTM_CONSOLE_URL', 'ftp://here'],
    ['NTM_SIGNALLING_ENDPOINTS', 'dc.example:3479'],
    ['NTM_SIGNALLING_ENDPOINTS', '192.0.2.1'],
    ['NTM_SIGNALLING_ENDPOINTS', '192.0.2.1:0'],
    ['NTM_SIGNALLING_ENDPOINTS', '0.0.0.0:3479'],
    ['NTM_SIGNALLING_ENDPOINTS', '192.0.2.1:1,192.0.2.2:1,192.0.2.3:1'],
    ['NTM_BROKER_ENDPOINT', 'broker'],
    ['NTM_BROKER_ENDPOINT', 'broker:0'],
    ['NTM_BROKER_ENDPOINT', '2001:db8::1:8883'],
    ['NTM_REALM_DOMAIN', 'Not A Domain'],
    ['NTM_REALM_DOMAIN', 'a..b'],
    ['NTM_REALM_DOMAIN', `${'a'.repeat(60)}.test`],
    ['NTM_IPV4_POOL', '198.18.0.1/15'],
    ['NTM_IPV4_POOL', '198.18.0.0/30'],
    ['NTM_IPV4_POOL', 'fd00::/64'],
    ['NTM_DEMO', 'yes'],
    ['NTM_LOG_LEVEL', 'loud'],
  ])('refuses %s=%s in a sentence with both', (name, value) => {
    const said = sentences({ [name]: value });
    expect(said).toContain(`${name} is "`);
    expect(said).toContain(value.split(',')[0] as string);
    expect(said.split('\n')).toHaveLength(1);
  });

  it('does not repeat an address that may carry a password', () => {
    const said = sentences({ MQTT_URL: 'http://servers:secret@broker' });
    expect(said).toContain('MQTT_URL is no address');
    expect(said).not.toContain('secret');
  });

  it('says everything that is wrong at once', () => {
    const said = sentences({ NTM_DEMO: 'yes', NTM_MQTT_PORT: 'x', DATABASE_URL: '' });
    expect(said.split('\n')).toHaveLength(3);
    expect(said).toContain('DATABASE_URL is missing');
  });

  it('names variables that are most likely misspelt', () => {
    expect(unknownVariables({ NTM_SIGNALING_PORT: '1', NTM_DEMO: '1', PATH: '/' })).toEqual([
      'NTM_SIGNALING_PORT',
    ]);
  });

  it('names none that the documentation lists, whichever process reads it', () => {
    const page = readFileSync(fileURLToPath(new URL('../../../ARCHITECTURE.md', import.meta.url)), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((row) => row.match(/\bNTM_[A-Z0-9_]+/g) ?? []);
    expect(listed).toEqual(expect.arrayContaining(['NTM_OIDC_CLIENT_SECRET', 'NTM_DEMO_NODES']));
    expect(unknownVariables(Object.fromEntries(listed.map((name) => [name, '1'])))).toEqual([]);
  });
});

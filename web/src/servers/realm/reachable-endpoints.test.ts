import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../environment.ts';
import { brokerEndpoint, type Surroundings, signallingEndpoints } from './reachable-endpoints.ts';

const environment = (variables: Record<string, string>) =>
  readEnvironment({ DATABASE_URL: 'postgresql://there/db', ...variables });

const address = (text: string, internal = false) => ({ address: text, internal }) as NetworkInterfaceInfo;

function surroundings(names: Record<string, string[]> = {}, own: NetworkInterfaceInfo[] = []): Surroundings {
  return { lookup: async (name) => names[name] ?? [], interfaces: () => ({ eth0: own }) };
}

const endpoints = (variables: Record<string, string>, around: Surroundings = surroundings()) =>
  signallingEndpoints(environment(variables), around);

describe('where nodes reach signalling', () => {
  it('is where we are told', async () => {
    const told = { NTM_SIGNALLING_ENDPOINTS: '203.0.113.9:4000', NTM_CONSOLE_URL: 'http://192.0.2.1:3000' };
    expect(await endpoints(told)).toEqual(['203.0.113.9:4000']);
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
    'is this machine only beside a console at %s',
    async (url) => {
      expect(await endpoints({ NTM_CONSOLE_URL: url })).toEqual(['127.0.0.1:3479']);
    },
  );

  it('is the address of the console', async () => {
    expect(await endpoints({ NTM_CONSOLE_URL: 'http://192.0.2.1:3000' })).toEqual(['192.0.2.1:3479']);
    const port = { NTM_CONSOLE_URL: 'http://[2001:db8::1]:3000', NTM_SIGNALLING_PORT: '5000' };
    expect(await endpoints(port)).toEqual(['[2001:db8::1]:5000']);
  });

  it('is what the name of the console means, at most two addresses of each family', async () => {
    const names = { 'ntm.example': ['2001:db8::1', '192.0.2.1', '192.0.2.2', '192.0.2.3'] };
    expect(await endpoints({ NTM_CONSOLE_URL: 'https://ntm.example' }, surroundings(names))).toEqual([
      '192.0.2.1:3479',
      '192.0.2.2:3479',
      '[2001:db8::1]:3479',
    ]);
  });

  it('is this machine in its networks where the name leads to loopback or nowhere', async () => {
    const own = [address('127.0.0.1', true), address('fe80::1'), address('10.0.0.7')];
    const names = { box: ['127.0.1.1'] };
    expect(await endpoints({ NTM_CONSOLE_URL: 'http://box' }, surroundings(names, own))).toEqual([
      '10.0.0.7:3479',
    ]);
    expect(await endpoints({ NTM_CONSOLE_URL: 'http://other' }, surroundings(names, own))).toEqual([
      '10.0.0.7:3479',
    ]);
  });

  it('is asked for where nobody knows', async () => {
    await expect(endpoints({ NTM_CONSOLE_URL: 'http://box' })).rejects.toThrow(
      'Set NTM_SIGNALLING_ENDPOINTS',
    );
  });
});

describe('where nodes reach the broker', () => {
  it.each([
    [{ NTM_BROKER_ENDPOINT: 'mq.example:99' }, 'mq.example:99'],
    [{}, '127.0.0.1:8883'],
    [{ NTM_CONSOLE_URL: 'https://ntm.example', NTM_MQTTS_PORT: '9000' }, 'ntm.example:9000'],
    [{ NTM_CONSOLE_URL: 'http://[2001:db8::1]:3000' }, '[2001:db8::1]:8883'],
    [{ MQTT_URL: 'mqtts://servers:secret@mq.example:9001' }, 'mq.example:9001'],
    [{ MQTT_URL: 'mqtts://mq.example' }, 'mq.example:8883'],
    [{ MQTT_URL: 'mqtt://mq.example:1883' }, 'mq.example:8883'],
  ])('of %j is %s', (variables, expected) => {
    expect(brokerEndpoint(environment(variables))).toBe(expected);
  });
});

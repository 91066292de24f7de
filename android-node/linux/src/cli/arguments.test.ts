import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const parse = (line: string) => parseArguments(line.split(' ').filter(Boolean), { NTM_STATE_DIR: '/s' });

describe('command line', () => {
  it('reads each command', () => {
    expect(parse('')).toEqual({ kind: 'help' });
    expect(parse('up --help')).toEqual({ kind: 'help' });
    expect(parse('enrol ntm://enrol?x --name pi')).toEqual({
      kind: 'enrol',
      state: '/s',
      enrolment: 'ntm://enrol?x',
      name: 'pi',
    });
    expect(parse('up --address 10.0.0.1/24 --address fd00::1/64 --listen-port 51820')).toEqual({
      kind: 'up',
      state: '/s',
      tun: 'ntm0',
      listenPort: 51_820,
      addresses: ['10.0.0.1/24', 'fd00::1/64'],
      resolver: 'auto',
    });
    expect(parse('up --wireguard-keylog /k')).toMatchObject({ wireguardKeylog: '/k', resolver: 'auto' });
    expect(parse('status --json --state /d')).toEqual({ kind: 'status', state: '/d', json: true });
    expect(parse('down')).toEqual({ kind: 'down', state: '/s' });
    expect(parse(`peer add hub --public-key ${key} --prefix 10.0.0.0/24 --keepalive 25`)).toEqual({
      kind: 'peerAdd',
      state: '/s',
      peer: { name: 'hub', publicKey: key, prefixes: ['10.0.0.0/24'], keepaliveSeconds: 25 },
    });
  });

  it.each([
    ['fly', 'unknown command "fly"'],
    ['peer remove x', 'unknown command "peer remove"'],
    ['enrol', 'ENROLMENT-STRING is missing'],
    ['down now', 'unexpected "now"'],
    ['down --json', '"down" takes no option --json'],
    ['up --listen-port 70000', '--listen-port 70000: a number from 0 to 65535'],
    ['up --address 10.0.0.1', '--address 10.0.0.1: an address with a length, such as 10.0.0.1/24'],
    ['up --address 10.0.0.1/33', '--address 10.0.0.1/33'],
    [`peer add hub --public-key ${key} --prefix 10.0.0.1/24`, '--prefix 10.0.0.1/24: a prefix without host'],
    [`peer add h --public-key ${key} --prefix ::/0 --endpoint a:1`, '--endpoint a:1: ADDRESS:PORT, such as'],
    [`peer add hub --public-key ${key} --prefix ::/0 --mtu 576`, '--mtu 576: a number from 1280'],
    ['up --tun a/b', '--tun a/b: at most 15 characters, no slash'],
    ['peer add hub --prefix 10.0.0.0/24', 'peer add needs --public-key'],
    ['peer add hub --public-key c2hvcnQ= --prefix 10.0.0.0/24', '--public-key: 32 bytes in base64'],
    ['up --speed 9', 'there is no option --speed'],
    ['up -x', 'there is no option -x'],
    ['up --tun', '--tun needs a value'],
    ['up --tun --json', '--tun needs a value; one that begins with "-" is written --tun=--json'],
    ['status --json=yes', '--json takes no value'],
  ])('refuses "%s" with words', (line, words) => {
    expect(() => parse(line)).toThrow(words);
  });
});

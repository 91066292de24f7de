import { join, resolve } from 'node:path';
import { readDatabaseAddress } from './database-address.mjs';

/**
 * @typedef {object} Settings
 * @property {string} dataDirectory absolute
 * @property {string | undefined} databaseUrl none: the embedded PostgreSQL
 * @property {string | undefined} brokerUrl none: the broker inside the coordinator
 * @property {string} consoleUrl
 * @property {string} consoleHost where the console listens
 * @property {{ console: number, signalling: number, mqtt: number, mqtts: number }} ports
 * @property {boolean} demo
 */

/**
 * What the environment asks for.
 * @param {Record<string, string | undefined>} environment
 * @param {string} root
 * @returns {Settings}
 * @throws Error with a sentence that names the variable
 */
export function readSettings(environment, root) {
  const ports = {
    console: port(environment, 'NTM_CONSOLE_PORT', 3000),
    signalling: port(environment, 'NTM_SIGNALLING_PORT', 3479),
    mqtt: port(environment, 'NTM_MQTT_PORT', 1883),
    mqtts: port(environment, 'NTM_MQTTS_PORT', 8883),
  };
  const consoleUrl = address(environment.NTM_CONSOLE_URL || `http://localhost:${ports.console}`);
  return {
    dataDirectory: resolve(environment.NTM_DATA_DIR || join(root, '.ntmobile')),
    databaseUrl: databaseAddress(environment.DATABASE_URL || undefined),
    brokerUrl: environment.MQTT_URL || undefined,
    consoleUrl,
    consoleHost: listenAddress(consoleUrl),
    ports,
    demo: yesOrNo(environment, 'NTM_DEMO', true),
  };
}

function port(environment, name, otherwise) {
  const text = environment[name] || String(otherwise);
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  throw new Error(
    `${name} is "${text}", but a port is a number from 1 to 65535. Set it to one, or leave it out.`,
  );
}

const YES = ['1', 'yes', 'true', 'on'];
const NO = ['0', 'no', 'false', 'off'];

function yesOrNo(environment, name, otherwise) {
  const text = environment[name] || undefined;
  if (text === undefined) return otherwise;
  if (YES.includes(text.toLowerCase())) return true;
  if (NO.includes(text.toLowerCase())) return false;
  throw new Error(
    `${name} is "${text}", which is neither 1 (yes) nor 0 (no). Set it to one, or leave it out.`,
  );
}

/** It carries a password, so that its value is not repeated. */
function databaseAddress(text) {
  if (text === undefined || readDatabaseAddress(text) !== undefined) return text;
  throw new Error(
    'DATABASE_URL is no address such as postgresql://USER:PASSWORD@HOST:5432/DATABASE. ' +
      'Correct it, or leave it out for the database that comes along.',
  );
}

/** As browsers write it, in small letters. `localhost:3000` is a URL as well, but of a scheme of that name. */
function address(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new Error(`NTM_CONSOLE_URL is "${text}", which is no address such as http://192.0.2.1:3000.`);
}

/** A console that calls itself localhost is for this machine only; any other name is for the network. */
function listenAddress(consoleUrl) {
  const host = new URL(consoleUrl).hostname;
  if (host === 'localhost' || host === '127.0.0.1') return '127.0.0.1';
  return host === '[::1]' ? '::1' : '0.0.0.0';
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What every process of the running system is told.
 * @param {import('./settings.mjs').Settings} settings
 * @param {string} databaseUrl
 * @param {Record<string, string | undefined>} environment of the start script
 * @returns {Record<string, string>}
 */
export function childEnvironment(settings, databaseUrl, environment) {
  return {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: databaseUrl,
    NTM_DATA_DIR: settings.dataDirectory,
    NTM_CONSOLE_URL: settings.consoleUrl,
    NTM_CONSOLE_PORT: String(settings.ports.console),
    NTM_SIGNALLING_PORT: String(settings.ports.signalling),
    NTM_MQTT_PORT: String(settings.ports.mqtt),
    NTM_MQTTS_PORT: String(settings.ports.mqtts),
    NTM_DEMO: settings.demo ? '1' : '0',
    NEXTAUTH_URL: environment.NEXTAUTH_URL || settings.consoleUrl,
    ...sessionSecret(settings.dataDirectory, environment),
  };
}

/** The secret outlives restarts as a file, so that people stay signed in. */
function sessionSecret(dataDirectory, environment) {
  const file = join(dataDirectory, 'keys', 'session-secret');
  if (environment.NEXTAUTH_SECRET || !existsSync(file)) return {};
  return { NEXTAUTH_SECRET: readFileSync(file, 'utf8').trim() };
}

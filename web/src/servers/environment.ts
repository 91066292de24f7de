import { join, resolve } from 'node:path';
import type { Prefix } from '@ntmobile/shared';
import { z } from 'zod';
import {
  domainField,
  endpointsField,
  hostAndPortField,
  ipAddressField,
  metricsTokenField,
  poolField,
  portField,
  wrong,
} from './environment-fields.ts';
import { ExpectedError } from './expected-error.ts';

/** What the coordinator's process is told by its surroundings, checked. */
export interface CoordinatorEnvironment {
  readonly databaseUrl: string;
  /** Folder of the installation's keys and logs. */
  readonly dataDirectory: string;
  /** Where people open the console and nodes enrol, without a slash at the end. */
  readonly consoleUrl: string;
  readonly signallingPort: number;
  /** Where nodes reach this coordinator, as told; undefined: to be found out. */
  readonly signallingEndpoints: readonly string[] | undefined;
  /** An external broker; undefined: the embedded one. */
  readonly mqttUrl: string | undefined;
  readonly mqttPort: number;
  readonly mqttsPort: number;
  /** Where nodes reach the broker, `host:port`, as told; undefined: to be found out. */
  readonly brokerEndpoint: string | undefined;
  readonly realmDomain: string;
  /** Undefined: the pool of the realm as it is, or the default. */
  readonly ipv4Pool: Prefix | undefined;
  /** Where metrics are read over HTTP; undefined: nowhere. */
  readonly metrics: MetricsPlace | undefined;
  readonly demo: boolean;
  readonly logLevel: string;
}

/** Where metrics are read. */
export interface MetricsPlace {
  readonly address: string;
  readonly port: number;
  /** As told; undefined: the one of the installation's keys. */
  readonly token: string | undefined;
}

/** The environment cannot be used; the message is one sentence a line, each with the name of its variable. */
export class EnvironmentError extends ExpectedError {
  override readonly name = 'EnvironmentError';
}

/** What the console, its build and the demonstration read: all processes of an installation are given the same. */
const KNOWN_ELSEWHERE = [
  ...['NTM_NEXT_DIR', 'NTM_DEMO_NODES'],
  ...[
    'NTM_OIDC_ISSUER',
    'NTM_OIDC_CLIENT_ID',
    'NTM_OIDC_CLIENT_SECRET',
    'NTM_OIDC_NAME',
    'NTM_OIDC_ROLE_CLAIM',
  ],
];
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const schema = z.object({
  DATABASE_URL: z.string({
    error: 'DATABASE_URL is missing. Set it to the address of the PostgreSQL database, or run: npm start',
  }),
  NTM_DATA_DIR: z.string().optional(),
  NTM_CONSOLE_PORT: portField.default(3000),
  NTM_CONSOLE_URL: z
    .url({ protocol: /^https?$/, error: wrong('an address such as http://192.0.2.1:3000') })
    .optional(),
  NTM_SIGNALLING_PORT: portField.default(3479),
  NTM_SIGNALLING_ENDPOINTS: endpointsField.optional(),
  // It carries a password, so that its value is not repeated.
  MQTT_URL: z
    .url({
      protocol: /^mqtts?$/,
      error: 'MQTT_URL is no address such as mqtts://broker.example:8883. Correct it, or leave it out.',
    })
    .optional(),
  NTM_MQTT_PORT: portField.default(1883),
  NTM_MQTTS_PORT: portField.default(8883),
  NTM_BROKER_ENDPOINT: hostAndPortField.optional(),
  NTM_REALM_DOMAIN: domainField.default('ntm.internal'),
  NTM_IPV4_POOL: poolField.optional(),
  NTM_METRICS_PORT: portField.optional(),
  NTM_METRICS_ADDRESS: ipAddressField.default('127.0.0.1'),
  NTM_METRICS_TOKEN: metricsTokenField.optional(),
  NTM_DEMO: z.enum(['0', '1'], { error: wrong('1 or 0') }).default('0'),
  NTM_LOG_LEVEL: z.enum(LOG_LEVELS, { error: wrong(`one of ${LOG_LEVELS.join(', ')}`) }).default('info'),
});

/** Checks the variables; an empty one counts as left out. EnvironmentError with every sentence at once. */
export function readEnvironment(variables: Record<string, string | undefined>): CoordinatorEnvironment {
  const parsed = schema.safeParse(withoutEmpty(variables));
  if (!parsed.success) {
    throw new EnvironmentError(parsed.error.issues.map((issue) => issue.message).join('\n'));
  }
  const values = parsed.data;
  return {
    databaseUrl: values.DATABASE_URL,
    dataDirectory: resolve(values.NTM_DATA_DIR ?? join(process.cwd(), '..', '.ntmobile')),
    consoleUrl: (values.NTM_CONSOLE_URL ?? `http://localhost:${values.NTM_CONSOLE_PORT}`).replace(/\/+$/, ''),
    signallingPort: values.NTM_SIGNALLING_PORT,
    signallingEndpoints: values.NTM_SIGNALLING_ENDPOINTS,
    mqttUrl: values.MQTT_URL,
    mqttPort: values.NTM_MQTT_PORT,
    mqttsPort: values.NTM_MQTTS_PORT,
    brokerEndpoint: values.NTM_BROKER_ENDPOINT,
    realmDomain: values.NTM_REALM_DOMAIN,
    ipv4Pool: values.NTM_IPV4_POOL,
    metrics: metricsPlace(values),
    demo: values.NTM_DEMO === '1',
    logLevel: values.NTM_LOG_LEVEL,
  };
}

function metricsPlace(values: z.infer<typeof schema>): MetricsPlace | undefined {
  const { NTM_METRICS_PORT: port, NTM_METRICS_ADDRESS: address, NTM_METRICS_TOKEN: token } = values;
  return port === undefined ? undefined : { address, port, token };
}

/** Variables that look like ours and are none: most likely misspelt. */
export function unknownVariables(variables: Record<string, string | undefined>): string[] {
  const known = [...Object.keys(schema.shape), ...KNOWN_ELSEWHERE];
  return Object.keys(variables).filter((name) => name.startsWith('NTM_') && !known.includes(name));
}

function withoutEmpty(variables: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

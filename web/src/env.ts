import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  PROVIDER_VARIABLES,
  type ProviderSettings,
  providerSettings,
} from './auth/oidc/provider-settings.ts';
import { SHORTEST_TOKEN } from './metrics/scraper-token.ts';

const schema = z.object({
  DATABASE_URL: z.string().min(1, 'DATABASE_URL is missing: the address of the PostgreSQL database'),
  NTM_DATA_DIR: z.string().min(1).optional(),
  NTM_CONSOLE_PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  NTM_CONSOLE_URL: z.url().optional(),
  NTM_REALM_DOMAIN: z.string().min(1).default('ntm.internal'),
  NEXTAUTH_SECRET: z.string().min(32).optional(),
  NTM_METRICS_TOKEN: z
    .string()
    .min(SHORTEST_TOKEN, `NTM_METRICS_TOKEN is shorter than ${SHORTEST_TOKEN} characters`)
    .optional(),
  ...PROVIDER_VARIABLES,
});

/** What the console is told by its surroundings, checked. */
export interface ConsoleEnvironment {
  readonly databaseUrl: string;
  /** Folder of the installation's keys and logs. */
  readonly dataDirectory: string;
  /** Where people open the console and nodes enrol, without a slash at the end. */
  readonly consoleUrl: string;
  readonly realmDomain: string;
  /** Key of the session cookie. */
  readonly sessionSecret: string;
  /** What whoever reads metrics has to bring, as told; undefined: the one of the installation's keys. */
  readonly metricsToken: string | undefined;
  /** Who vouches for people beside passwords. */
  readonly oidc: ProviderSettings | undefined;
}

/** The same before the installation's keys are read, where nobody told the session's. */
type Told = Omit<ConsoleEnvironment, 'sessionSecret'> & { readonly sessionSecret: string | undefined };

let read: ConsoleEnvironment | undefined;

/** The environment, read once at the first use so that a build needs none. Throws with the name that is wrong. */
export function environment(): ConsoleEnvironment {
  read ??= withSecret(readEnvironment(process.env));
  return read;
}

/** Checks the variables, an empty one as left out. An Error with a sentence a line, each with the name of its variable. */
export function readEnvironment(variables: Record<string, string | undefined>): Told {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Error(parsed.error.issues.map(refusal).join('\n'));
  const values = parsed.data;
  const dataDirectory = resolve(
    /* turbopackIgnore: true */ values.NTM_DATA_DIR ?? join(process.cwd(), '..', '.ntmobile'),
  );
  return {
    databaseUrl: values.DATABASE_URL,
    dataDirectory,
    consoleUrl: (values.NTM_CONSOLE_URL ?? `http://localhost:${values.NTM_CONSOLE_PORT}`).replace(/\/$/, ''),
    realmDomain: values.NTM_REALM_DOMAIN,
    sessionSecret: values.NEXTAUTH_SECRET,
    metricsToken: values.NTM_METRICS_TOKEN,
    oidc: providerSettings(values),
  };
}

function refusal({ path, message }: { path: PropertyKey[]; message: string }): string {
  const name = String(path[0]);
  return message.startsWith(name)
    ? message
    : `${name} cannot be used: ${message}. Correct it, or leave it out.`;
}

function withSecret(told: Told): ConsoleEnvironment {
  const sessionSecret = told.sessionSecret ?? readSecret(join(told.dataDirectory, 'keys', 'session-secret'));
  return { ...told, sessionSecret };
}

function readSecret(file: string): string {
  const secret = readFileSync(/* turbopackIgnore: true */ file, 'utf8').trim();
  if (secret.length < 32) throw new Error(`The session secret in ${file} is shorter than 32 characters`);
  return secret;
}

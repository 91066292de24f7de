/** Fields that hold a secret wherever they appear, one level deep too: what is written there is left out. */
const NAMES = [
  'password',
  'newPassword',
  'token',
  'secret',
  'authorization',
  'cookie',
  'privateKey',
  'credential',
];

/** Paths for the log's own redaction. */
export const SECRET_FIELDS: readonly string[] = NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export const LEFT_OUT = '[left out]';

/** Secrets that stand within a text: credentials of an address, enrolment strings, bearer tokens. */
const WITHIN: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bntm:\/\/[^\s"\\]{1,1000}/g, `ntm://${LEFT_OUT}`],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"\\]{1,512}@/gi, `$1${LEFT_OUT}@`],
  [/\b(bearer)\s+[\w.~+/=-]{8,512}/gi, `$1 ${LEFT_OUT}`],
];

/** What may be the credentials of HTTP's Basic scheme (RFC 7617): base64 of a name, a colon and a password. */
const BASIC = /\b(basic)\s+([\w+/-]{8,512}={0,2})/gi;
/** A word as people write it, which is base64 too: "Basic authentication". */
const WORD = /^([A-Z]?[a-z]+|[A-Z]+)$/;

/** A line without the secrets that stand within its texts. */
export function withoutSecrets(line: string): string {
  return WITHIN.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line).replace(
    BASIC,
    (whole, scheme: string, said: string) =>
      WORD.test(said) && !Buffer.from(said, 'base64').includes(':') ? whole : `${scheme} ${LEFT_OUT}`,
  );
}

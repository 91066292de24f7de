const HOSTS = ['evil.example', 'evil.example:443', 'evil.example%2f@here', 'localhost.evil.example'];
const FORMS: readonly ((host: string) => string)[] = [
  (host) => `https://${host}`,
  (host) => `http://${host}/`,
  (host) => `//${host}`,
  (host) => `///${host}`,
  (host) => `////${host}/%2e%2e`,
  (host) => `/\\${host}`,
  (host) => `\\\\${host}`,
  (host) => `/%09/${host}`,
  (host) => `/\t/${host}`,
  (host) => `https:${host}`,
  (host) => `https:/\\${host}`,
  (host) => `http://localhost@${host}`,
  (host) => `/proved@${host}`,
  (host) => `/proved/..//${host}`,
];

/** Addresses elsewhere, in the forms that checks of addresses were fooled with. */
export const FOREIGN_ADDRESSES: readonly string[] = [
  ...HOSTS.flatMap((host) => FORMS.map((form) => form(host))),
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://evil.example/1',
  '.evil.example',
];

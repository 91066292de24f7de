/**
 * @typedef {object} Rule who may import what; the rule of the deepest folder holds
 * @property {string} folder
 * @property {string[]} may folders of this tree; `node:*` and `npm:*` for the runtime and any package, `npm:NAME` for one
 * @property {string[]} [mayNot] what is left out of these
 * @property {string} why
 */

const SANS_IO = 'a state machine without I/O: whoever runs it gives it time, randomness and bytes';

/** A folder may always import from itself. @type {Rule[]} */
export const RULES = [
  {
    folder: 'shared/src',
    may: ['npm:zod'],
    why: 'rules and codecs of both sides, which run on Hermes, Node and in browsers alike',
  },
  {
    folder: 'shared/src/crypto',
    may: ['shared/src', 'npm:@noble/ciphers', 'npm:@noble/curves', 'npm:@noble/hashes'],
    why: 'the one place that knows which library computes the primitives',
  },
  {
    folder: 'shared/src/node-crypto',
    may: ['shared/src', 'node:crypto'],
    why: 'the primitives on the engine of Node, for hosts that run there',
  },
  { folder: 'android-node/core/src', may: ['shared/src'], mayNot: ['shared/src/node-crypto'], why: SANS_IO },
  { folder: 'web/src/dc', may: ['shared/src'], mayNot: ['shared/src/node-crypto'], why: SANS_IO },
  {
    folder: 'android-node/dataplane',
    may: ['node:*', 'npm:node-gyp'],
    why: 'moves packets and knows neither the protocol nor who programs it',
  },
  {
    folder: 'android-node/linux',
    may: ['android-node/core/src', 'android-node/dataplane', 'shared/src', 'node:*', 'npm:*'],
    why: 'a host: a switch over the outputs of the core; it meets the console in bytes and topics only',
  },
  {
    folder: 'android-node/android',
    may: ['android-node/core/src', 'shared/src', 'shared/vectors', 'node:*', 'npm:*'],
    why: 'a host, and what makes the bundle of the core for it; it meets the console in bytes and topics only',
  },
  {
    folder: 'android-node/android/bundle/src',
    may: ['android-node/core/src', 'shared/src'],
    mayNot: ['shared/src/crypto/noble.ts', 'shared/src/noble', 'shared/src/node-crypto'],
    why: 'goes onto the phone, where the host computes the primitives',
  },
  { folder: 'prisma', may: ['node:*', 'npm:*'], why: 'the database is below everything that uses it' },
  {
    folder: 'web',
    may: ['prisma', 'shared/src', 'npm:*', 'node:*'],
    why: 'console and nodes never import each other: they meet in bytes and topics',
  },
  {
    folder: 'web/src/ui',
    may: ['npm:*', 'node:*'],
    why: 'primitives of the pages know nothing of nodes or databases',
  },
  {
    folder: 'web/src/keys',
    may: ['shared/src', 'npm:*', 'node:*'],
    why: 'keys are made before there is anything else',
  },
  {
    folder: 'web/src/notifications',
    may: ['prisma', 'npm:*', 'node:*'],
    why: 'how console and servers hear of each other is below both',
  },
  {
    folder: 'web/src/fleet-config',
    may: ['prisma', 'shared/src', 'web/src/notifications', 'npm:*', 'node:*'],
    why: 'what console and servers both write of the configuration is below both',
  },
  {
    folder: 'web/src/telemetry',
    may: [],
    why: 'what is kept of telemetry, by servers that write and a console that reads, is below both',
  },
  {
    folder: 'web/src/metrics',
    may: ['prisma', 'npm:prom-client', 'node:*'],
    why: 'how numbers are told and to whom, by servers and console alike, is below both',
  },
  {
    folder: 'web/src/features',
    may: [
      'prisma',
      'shared/src',
      'web/src/trpc',
      'web/src/ui',
      'web/src/auth',
      'web/src/fleet-config',
      'web/src/keys',
      'web/src/metrics',
      'web/src/notifications',
      'web/src/telemetry',
      'web/src/database.ts',
      'web/src/env.ts',
      'web/src/log.ts',
      'npm:*',
      'node:*',
    ],
    why: 'the console reaches the servers through the database, so that each restarts alone',
  },
  {
    folder: 'web/src/servers',
    may: [
      'prisma',
      'shared/src',
      'web/src/dc',
      'web/src/fleet-config',
      'web/src/keys',
      'web/src/metrics',
      'web/src/notifications',
      'web/src/telemetry',
      'web/src/database.ts',
      'web/src/env.ts',
      'web/src/log.ts',
      'npm:*',
      'node:*',
    ],
    why: 'hosts of the coordinator: they run where there is no console',
  },
  {
    folder: 'e2e',
    may: ['android-node', 'prisma', 'scripts', 'shared', 'web', 'npm:*', 'node:*'],
    why: 'crosses every border, and nothing imports it',
  },
  {
    folder: 'scripts',
    may: ['prisma/embedded', 'node:*'],
    why: 'runs in a fresh clone, before anything is installed',
  },
];

/** What tests may import besides. */
export const TESTS_MAY = ['shared', 'prisma', 'node:*', 'npm:*'];

/** Folders whose code takes time, randomness and bytes from whoever calls it. */
export const WITHOUT_SURROUNDINGS = [
  'shared/src',
  'android-node/core/src',
  'android-node/android/bundle/src',
  'web/src/dc',
];

/** What the surroundings are reached by, and what to do instead. */
export const SURROUNDINGS = [
  {
    pattern: /\bDate\s*\.\s*now\b|\bnew\s+Date\s*\(\s*\)|\bperformance\s*\./,
    instead: 'take `now` as an argument',
  },
  { pattern: /\bMath\s*\.\s*random\b|\bgetRandomValues\b/, instead: 'take random bytes as an argument' },
  {
    pattern: /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/,
    instead: 'arm a timer by an output',
  },
  { pattern: /\bBuffer\b/, instead: 'use Uint8Array' },
  { pattern: /\bprocess\s*[.[]|\bglobalThis\b|\brequire\s*\(/, instead: 'let the host say it' },
  { pattern: /\bconsole\s*\.|\bfetch\s*\(/, instead: 'report by an output' },
];

/** Folders whose code runs on Hermes too, in the service process of a phone. */
export const ON_HERMES = ['shared/src', 'android-node/core/src', 'android-node/android/bundle/src'];

/** What Hermes V1 lacks, so that it is found here and not on the phone. */
export const HERMES_LACKS = [
  { pattern: /\bText(?:En|De)coder\b/, instead: 'use utf8Encode and utf8Decode' },
  { pattern: /\bURL(?:SearchParams)?\b/, instead: 'parse what is needed' },
  { pattern: /\bstructuredClone\b/, instead: 'copy what is needed' },
  { pattern: /\b(?:atob|btoa)\b|\.\s*(?:fromHex|toHex|fromBase64|toBase64)\b/, instead: 'use bits-text.ts' },
  {
    pattern: /\bcrypto\s*\.\s*(?:subtle|randomUUID)\b|\bSubtleCrypto\b/,
    instead: 'use the injected primitives',
  },
  { pattern: /\bIntl\b|\.\s*(?:localeCompare|toLocale\w+)\b/, instead: 'compare and format without locales' },
  {
    pattern: /\.\s*(?:toSorted|toSpliced|toReversed|fromAsync|groupBy|withResolvers)\b|\.\s*with\s*\(/,
    instead: 'write it with what every engine has',
  },
  {
    pattern:
      /\b(?:AbortController|AbortSignal|WebSocket|WebAssembly|Atomics|SharedArrayBuffer|EventTarget|MessageChannel)\b/,
    instead: 'let the host do it',
  },
  {
    pattern: /\basync\s+function\s*\*|\basync\s*\*|\bfor\s+await\b|\bimport\s*[(.]/,
    instead: 'Hermes cannot compile it',
  },
  {
    // The bundler turns these into calls of RegExp, which fail on the phone and not before.
    pattern: /\(\?(?:[ims]+-?|-)[ims]*:|(?<=\S)\/[dgimsuy]*v[dgimsuy]*(?=[\s;,.)\]])/,
    instead: 'write a pattern without modifiers and without the flag v',
  },
];

/** What the bundle relies on of Hermes V1, as it runs under JSI: an engine alone, without timers or a console. */

/** The version of bytecode that the engine takes. It moves together with the engine's library on the phone. */
export const BYTECODE_VERSION = 99;

/** Globals that the bundle may name. */
export const GLOBALS: ReadonlySet<string> = new Set([
  ...['Array', 'ArrayBuffer', 'BigInt', 'Boolean', 'DataView', 'Date', 'Error', 'Function', 'JSON', 'Map'],
  ...['Math', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'Reflect', 'RegExp', 'Set', 'String'],
  ...['Symbol', 'TypeError', 'Uint32Array', 'Uint8Array', 'WeakMap', 'WeakSet', 'decodeURIComponent'],
  'globalThis',
]);

/** Globals that Hermes lacks, and why they may be named all the same. */
export const UNREACHED: Readonly<Record<string, string>> = {
  File: 'the schema library looks for it by `typeof`, or checks files, of which no schema of ours has any',
  URL: 'the schema library checks URLs, of which no schema of ours has any',
  atob: 'the schema library checks base64, which no schema of ours asks of it',
  btoa: 'the schema library checks base64, which no schema of ours asks of it',
  navigator: 'the schema library looks for it by `typeof`',
};

/** Methods that Hermes lacks, by whichever object they are called. */
export const MISSING_METHODS =
  /\.\s*(?:to(?:Sorted|Spliced|Reversed)|fromAsync|groupBy|withResolvers|(?:from|to)(?:Hex|Base64)|localeCompare|toLocale\w+|resize)\s*\(/;

export * from './bytes/bytes.ts';
export * from './bytes/decode-error.ts';
export * from './bytes/reader.ts';
export * from './bytes/writer.ts';
export type { CryptoPrimitives } from './crypto/primitives.ts';
export * from './ids.ts';

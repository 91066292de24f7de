export const MIN_PASSWORD_LENGTH = 12;
/** Bounds the work of hashing; longer than any passphrase. */
export const MAX_PASSWORD_LENGTH = 256;

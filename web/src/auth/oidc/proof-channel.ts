import type { AgainRefusal } from './prove-by-provider.ts';

/** Name of the channel by which the provider's window tells the page how it went. */
export const PROOF_CHANNEL = 'ntm-proof';

export type ProviderAnswer = 'proved' | 'failed' | AgainRefusal;

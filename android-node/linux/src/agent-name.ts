/** Name and version of this program, as coordinator and console show it. */
export const AGENT = 'ntm-node/0.1.0 linux';

/** Hostile inputs for each decoder. */
export const COUNT = 100_000;

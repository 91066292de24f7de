/** Hostile inputs for each decoder here; Vitest tries a hundred thousand. */
export const COUNT = 1_000;

/** How long a password that an admin gave opens the way to one of the person's own. */
export const ONE_TIME_MS = 3 * 86_400_000;

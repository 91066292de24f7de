/** Folder of the programs of the newest PostgreSQL server that Debian's packages installed here. */
export function installedPostgres(): string | undefined;

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('../../../web/src/app', import.meta.url));
/** Looked up when it is asked for: the types of these tests do not hang on those of every page. */
const ROUTER = new URL('../../../web/src/trpc/root-router.ts', import.meta.url).href;

/** A procedure as its address names it. */
export interface ProcedureRoute {
  readonly path: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
}

/** Addresses of all pages of the app folder; `[id]` stands in for what an address names. */
export function pageRoutes(): string[] {
  return routesOf(['page.tsx']);
}

/** The same of all pages and route handlers. */
export function appRoutes(): string[] {
  return routesOf(['page.tsx', 'route.ts']);
}

/** Folders in brackets are no part of an address. */
function routesOf(files: readonly string[], folder = APP, address = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      const isGroup = entry.name.startsWith('(');
      return routesOf(files, join(folder, entry.name), isGroup ? address : `${address}/${entry.name}`);
    }
    return files.includes(entry.name) ? [address || '/'] : [];
  });
}

/** All procedures of the router. */
export async function procedureRoutes(): Promise<ProcedureRoute[]> {
  const { rootRouter } = (await import(ROUTER)) as {
    rootRouter: { _def: { procedures: Record<string, { _def: { type: ProcedureRoute['kind'] } }> } };
  };
  return Object.entries(rootRouter._def.procedures).map(([path, { _def }]) => ({ path, kind: _def.type }));
}

import { startStack } from './start-stack.ts';

/** The stack of `E2E_BASE_URL`, or one of our own that ends with the tests. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.E2E_BASE_URL !== undefined) return undefined;
  const stack = await startStack();
  process.env.E2E_BASE_URL = stack.consoleUrl;
  process.env.E2E_DATABASE_URL = stack.databaseUrl;
  return () => stack.stop();
}

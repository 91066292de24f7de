/** What the suites import as `vitest`, on a machine that Vitest cannot run on: the same `expect`, and a runner. */

export { beforeEach, describe, test, test as it } from './declare.ts';
export { expect } from './expect.ts';

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/compile-addon.ts'],
    // The addon is one per process; forks keep a crash of one file from taking the others along.
    pool: 'forks',
  },
});

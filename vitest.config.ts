import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    setupFiles: ['test/helpers/setup.ts'],
    // Two shared cores: more workers only make each other slower.
    maxWorkers: 2,
    reporters: ['default'],
  },
});

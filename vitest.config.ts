import './bin/node-version.js';
import { defineConfig } from 'vitest/config';

/** Projects by kind, so that `npm run test:unit` stays a matter of seconds. */
export default defineConfig({
  test: {
    globals: false,
    // Most tests wait for servers rather than compute, so two cores carry five files at once. Of those that start many
    // processes (crashes, browser, a real Kubernetes) they carry two, as their scripts say.
    maxWorkers: 5,
    // Says that a test hangs, not that a machine is slow.
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
    projects: [
      // These share their modules, file after file: to read them anew for each took more than the unit tests do.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'story', include: ['test/story/**/*.test.ts'], testTimeout: 120_000 } },
      { extends: true, test: { name: 'kubernetes', include: ['test/kubernetes/**/*.test.ts'], testTimeout: 120_000 } },
      { extends: true, test: { name: 'traffic', include: ['test/traffic/**/*.test.ts'], testTimeout: 240_000 } },
      { extends: true, test: { name: 'crash', include: ['test/crash/**/*.test.ts'], testTimeout: 240_000 } },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 180_000 } },
    ],
  },
});

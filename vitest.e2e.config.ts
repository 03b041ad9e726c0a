import { defineConfig } from "vitest/config";

/** The browser journeys. `npm run test:e2e` starts the product they walk through. */
export default defineConfig({
  test: {
    include: ["tests/e2e/**/*.test.ts"],
    globalSetup: ["./tests/setup/global-database.ts"],
    setupFiles: ["./tests/e2e/setup.ts"],
    pool: "forks",
    // One product and one browser at a time: journeys see what others left behind, never half of it.
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // The browser's own waits give up before the test does, and say what they waited for.
    expect: { poll: { timeout: 20_000, interval: 100 } },
  },
});

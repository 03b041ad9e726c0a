import { defineConfig } from "vitest/config";

const everywhere = ["node_modules/**", "build/**", ".antiphon/**", ".cache/**"];
// These start whole processes and have their own commands: test:e2e, test:kills, bench.
const heavy = ["tests/e2e/**", "tests/kills/**", "tests/bench/**"];

/** Separate from vite.config.ts: the Remix plugin is not made to run under a test runner. */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["**/*.test.ts"],
          exclude: [...everywhere, ...heavy],
          globalSetup: ["./tests/setup/global-database.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "jsdom",
          environment: "jsdom",
          include: ["**/*.test.tsx"],
          exclude: [...everywhere, ...heavy],
          setupFiles: ["./tests/setup/jsdom.ts"],
        },
      },
    ],
  },
});

import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import remixConfig from "./remix.config.js";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig(({ isSsrBuild = false }) => ({
  plugins: [remix(remixConfig)],
  // The icon package is thousands of small modules without an exports map: bundled, only the
  // ones named in app/components/ui/icons.ts are ever loaded.
  ssr: { noExternal: ["@tabler/icons-react"] },
  // Development: what pages need is bundled before the first of them is opened. Found later, a
  // package is bundled again with a React of its own, and the page breaks until it is reloaded.
  optimizeDeps: {
    entries: ["app/entry.client.tsx", "app/{components,lib}/**/*.{ts,tsx}", "!**/*.test.{ts,tsx}"],
    include: [
      "react/jsx-dev-runtime",
      "@remix-run/react",
      "@conform-to/react",
      "@conform-to/zod/v4",
      "zod",
    ],
    // Named by routes, for their server half only.
    exclude: [
      "@remix-run/node",
      "better-auth",
      "ipaddr.js",
      "mongoose",
      "nanoid",
      "rate-limiter-flexible",
    ],
  },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 700,
    // Fonts and pictures stay files: a data: address would need a wider content policy.
    assetsInlineLimit: 0,
    rollupOptions: {
      output: isSsrBuild ? {} : { manualChunks: oneStyleSheet },
      onwarn(warning, warn) {
        // zod 4 writes its purity comments where Rollup cannot use them; nothing is lost.
        if (warning.code === "INVALID_ANNOTATION") return;
        warn(warning);
      },
    },
  },
}));

/**
 * All styles are one file, in the page from the start. Remix waits for the style sheet of a route
 * before it looks at what became of the route's data: a navigation that is replaced meanwhile would
 * end as an error nobody catches. Most of it is Mantine's anyway, which every page needs.
 */
function oneStyleSheet(id: string): string | undefined {
  return /\.css(\?|$)/.test(id) ? "styles" : undefined;
}

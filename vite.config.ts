import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import remixConfig from "./remix.config.js";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [remix(remixConfig)],
  // The icon package is thousands of small modules without an exports map: bundled, only the
  // ones named in app/components/ui/icons.ts are ever loaded.
  ssr: { noExternal: ["@tabler/icons-react"] },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 700,
    // Fonts and pictures stay files: a data: address would need a wider content policy.
    assetsInlineLimit: 0,
    rollupOptions: {
      onwarn(warning, warn) {
        // zod 4 writes its purity comments where Rollup cannot use them; nothing is lost.
        if (warning.code === "INVALID_ANNOTATION") return;
        warn(warning);
      },
    },
  },
});

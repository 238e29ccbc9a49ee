import path from "node:path";
import type { NextConfig } from "next";
import { NOTHING_RUNS, SAFE_HEADERS } from "./src/lib/http/safe-headers";

const apiHeaders = { "Content-Security-Policy": NOTHING_RUNS, "Cache-Control": "no-store", ...SAFE_HEADERS };

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: path.join(import.meta.dirname),
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  experimental: { preloadEntriesOnStart: false }, // the vault is read first; a page's code loads in some 20 ms when asked for
  headers: async () => [{ source: "/api/:path*", headers: Object.entries(apiHeaders).map(([key, value]) => ({ key, value })) }],
};

export default config;

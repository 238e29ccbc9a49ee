import nextJest from "next/jest.js";

const createConfig = nextJest({ dir: "./" });

const custom = {
  testEnvironment: "jsdom",
  setupFilesAfterEnv: ["<rootDir>/jest.setup.ts"],
  moduleNameMapper: { "^@/(.*)$": "<rootDir>/src/$1", "^server-only$": "<rootDir>/src/lib/server-only-in-tests.ts" },
  testPathIgnorePatterns: ["/node_modules/", "/.next/"],
  modulePathIgnorePatterns: ["<rootDir>/.next/"],
  testTimeout: 30_000, // on a busy machine a test's own deadline, which says what was awaited, comes first
};

/** Packages that come as ES modules only; Jest has to translate them. */
const MODULES = ["jose", "next-auth", "uuid", "@panva", "preact", "openid-client"];

export default async function config() {
  return { ...(await createConfig(custom)()), transformIgnorePatterns: [`/node_modules/(?!(${MODULES.join("|")})/)`] };
}

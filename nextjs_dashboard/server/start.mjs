/** Starts the dashboard: settings from the environment and ENV_FILE, checked first; listens on 127.0.0.1 by default. */
import { existsSync } from "node:fs";
import path from "node:path";
import { sendInOnePiece } from "./answers.mjs";
import { guardMethods } from "./methods.mjs";
import { findProblems } from "./settings.mjs";

const EXIT_SETTINGS = 2;
const server = path.join(path.dirname(import.meta.dirname), ".next", "standalone", "server.js");

function stop(problems) {
  console.error(`${problems.length} problem(s) in the settings; the dashboard was not started.`);
  for (const [name, problem, remedy] of problems) console.error(`  ${name}: ${problem}\n    → ${remedy}`);
  process.exit(EXIT_SETTINGS);
}

const file = process.env.ENV_FILE;
if (file && !existsSync(file)) stop([["ENV_FILE", `there is no file ${file}`, "Copy .env.local.example to that place."]]);
if (file) process.loadEnvFile(file); // the environment wins, and no dollar sign is expanded
if (!existsSync(server)) stop([["build", "the dashboard is not built", "Run `npm ci && npm run build` in nextjs_dashboard/."]]);
const problems = findProblems(process.env);
if (problems.length > 0) stop(problems);

process.env.NODE_ENV = "production";
process.env.HOSTNAME = process.env.DASHBOARD_HOST || "127.0.0.1"; // HOSTNAME itself is often the machine's name
process.env.PORT ??= "3000";
process.env.NEXTAUTH_URL ??= process.env.DASHBOARD_URL ?? `http://localhost:${process.env.PORT}`;
process.env.NEXT_TELEMETRY_DISABLED = "1";
guardMethods();
sendInOnePiece();
await import(server);

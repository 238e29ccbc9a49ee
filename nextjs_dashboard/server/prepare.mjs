/** After `next build`: puts static files beside the standalone server, which serves nothing else. */
import { cpSync, existsSync } from "node:fs";
import path from "node:path";

const root = path.dirname(import.meta.dirname);
const standalone = path.join(root, ".next", "standalone");
cpSync(path.join(root, ".next", "static"), path.join(standalone, ".next", "static"), { recursive: true });
if (existsSync(path.join(root, "public"))) cpSync(path.join(root, "public"), path.join(standalone, "public"), { recursive: true });

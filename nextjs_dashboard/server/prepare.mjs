/** After `next build`: marks what every page starts with, and puts static files beside the standalone server, which serves nothing else. */
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Chrome (136 and later) compiles all of such a script while it loads, beside the main thread, instead of one function
 * after the other when the page wakes: that takes a phone half as long. Others read a comment. See
 * https://v8.dev/blog/explicit-compile-hints.
 */
const CALLED_ON_LOAD = "//# allFunctionsCalledOnLoad\n";

const root = path.dirname(import.meta.dirname);
const built = path.join(root, ".next");
const standalone = path.join(built, "standalone");

for (const file of JSON.parse(readFileSync(path.join(built, "build-manifest.json"), "utf8")).rootMainFiles) {
  const script = readFileSync(path.join(built, file), "utf8");
  if (!script.startsWith(CALLED_ON_LOAD)) writeFileSync(path.join(built, file), CALLED_ON_LOAD + script);
}
cpSync(path.join(built, "static"), path.join(standalone, ".next", "static"), { recursive: true });
if (existsSync(path.join(root, "public"))) cpSync(path.join(root, "public"), path.join(standalone, "public"), { recursive: true });

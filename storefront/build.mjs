/** The package's dist/ from src/. The files to copy name each other without ".js", as bundlers do. */

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const home = fileURLToPath(new URL(".", import.meta.url));
const dist = `${home}dist`;
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "--project", home, "--skipLibCheck"], { stdio: "inherit" });
for (const name of readdirSync(dist)) {
  const text = readFileSync(`${dist}/${name}`, "utf8");
  writeFileSync(`${dist}/${name}`, text.replaceAll(/from "(\.\/[\w-]+)"/g, 'from "$1.js"'));
}

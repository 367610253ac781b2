// Makes dashboards/assets/plotly.min.js of the parts of plotly.js that charts.js names, and beside it the licences of
// all that is in it. The options are those of plotly.js itself (esbuild-config.js), without what only maps and 3D need.
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const ASSETS = new URL("../../dashboards/assets/", import.meta.url);
const pinned = JSON.parse(readFileSync("package.json", "utf8"));
const made = await build({
  entryPoints: ["charts.js"],
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "Plotly",
  target: "es2016",
  define: { global: "window", "define.amd": "false" },
  loader: { ".css": "empty" },
  legalComments: "none",
  banner: { js: "/* plotly.js, bundled; licences: plotly.licences.txt */" },
  metafile: true,
  write: false,
  outfile: "plotly.min.js",
});

const [output] = Object.values(made.metafile.outputs);
const packages = new Set(
  Object.keys(output.inputs)
    .filter((path) => path.endsWith("js"))
    .map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/)?.[1])
    .filter(Boolean),
);
const described = [...packages].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const wanted = { ...pinned.devDependencies, ...pinned.overrides }[name];
  if (version !== wanted) throw new Error(`${name} is ${version}, package.json says ${wanted}`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(`${folder}/${file}`, "utf8") : `By ${author.name ?? author}.`;
  return `${name} ${version} (${license})\n\n${text.trim()}`;
});
const lines = described.join(`\n\n${"-".repeat(80)}\n\n`).split(/\r?\n/);
writeFileSync(new URL("plotly.licences.txt", ASSETS), lines.map((line) => line.trimEnd()).join("\n") + "\n");
writeFileSync(new URL("plotly.min.js", ASSETS), made.outputFiles[0].contents);

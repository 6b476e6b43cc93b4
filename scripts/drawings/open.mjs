// Opens models as bpmn-js does, up to where it would draw on a page: its reader, its walk through the diagram, and
// the shapes and lines it would draw. Anything it warns of, or would leave out, is told by file and fails.
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { basename } from "node:path";

// The package is written for bundlers: modules by name, imports without endings.
register(
  "data:text/javascript," +
    encodeURIComponent(`
      export async function resolve(name, from, next) {
        try {
          return await next(name, from);
        } catch (error) {
          if (!name.startsWith(".")) throw error;
          return next(name + ".js", from);
        }
      }
      export function load(url, from, next) {
        return next(url, url.includes("/bpmn-js/lib/") ? { ...from, format: "module" } : from);
      }
    `),
  import.meta.url,
);
const { BpmnModdle } = await import("bpmn-moddle");
const { default: BpmnTreeWalker } = await import("bpmn-js/lib/import/BpmnTreeWalker.js");

async function problems(path) {
  const { rootElement: definitions, warnings } = await new BpmnModdle().fromXML(await readFile(path, "utf8"));
  const told = warnings.map((warning) => warning.message);
  const drawn = new Set();
  const walker = new BpmnTreeWalker({
    root: (element) => drawn.add(element.id),
    element: (element) => drawn.add(element.id),
    error: (message) => told.push(message),
  });
  const [diagram] = definitions.diagrams ?? [];
  if (!diagram) return [...told, "there is no diagram to display"];
  walker.handleDefinitions(definitions, diagram);
  const left = diagram.plane.planeElement.filter((shape) => !drawn.has(shape.bpmnElement?.id));
  return [...told, ...left.map((shape) => `${shape.id} is not drawn`)];
}

for (const path of process.argv.slice(2)) {
  const told = await problems(path).catch((error) => [error.message]);
  for (const problem of told) {
    console.log(`${basename(path)}: ${problem}`);
    process.exitCode = 1;
  }
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goPrograms } from './go-programs.ts';

/** An implementation of the Gateway API that tells Envoy what to do. */
export const contour = goPrograms({
  title: 'contour-1.33',
  modules: fileURLToPath(new URL('../../traffic/programs/contour', import.meta.url)),
  packages: { contour: 'github.com/projectcontour/contour/cmd/contour' },
  ldflags: '-s -w',
});

/** The definitions of its own resources, without which it does not start, as Contour publishes them (YAML documents). */
export async function contourDefinitions(): Promise<string> {
  const folder = await contour.go('list', '-m', '-f', '{{.Dir}}', 'github.com/projectcontour/contour');
  return readFile(join(folder.trim(), 'examples', 'contour', '01-crds.yaml'), 'utf8');
}

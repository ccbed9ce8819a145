import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { SandboxCluster } from '../../../sandbox/cluster/index.ts';
import type { NewObject } from '../../../sandbox/cluster/objects.ts';

export const manifests = join(import.meta.dirname, '../../../manifests');

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type Manifest = z.infer<typeof objectSchema>;

/** Paths of all YAML files, relative to `manifests`. */
export async function yamlFiles(): Promise<string[]> {
  const all = await readdir(manifests, { recursive: true });
  return all.filter((path) => path.endsWith('.yaml')).toSorted();
}

/** The documents of a file. Throws with the file's name for what is not YAML. */
export async function documents(path: string): Promise<unknown[]> {
  const parsed = parseAllDocuments(await readFile(join(manifests, path), 'utf8'), { uniqueKeys: true });
  return parsed.map((document) => {
    const [error] = [...document.errors, ...document.warnings];
    if (error) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as unknown;
  });
}

/** Kubernetes objects of all files under `kubernetes`, without kustomizations. */
export async function kubernetesObjects(): Promise<Manifest[]> {
  const files = (await yamlFiles()).filter(
    (path) => path.startsWith('kubernetes/') && !path.endsWith('kustomization.yaml'),
  );
  const all = await Promise.all(files.map(documents));
  return all.flat().map((document) => objectSchema.parse(document));
}

/** The object as the cluster keeps it after a server-side apply; null where it does not serve the kind. */
export function applied({ objects }: SandboxCluster, object: { kind: string; apiVersion: string }) {
  try {
    return objects.apply(object as NewObject);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('the cluster does not serve')) return null;
    throw error;
  }
}

export function only(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.filter((each) => each.kind === kind && each.metadata.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} × ${kind} ${name}`);
  return found[0];
}

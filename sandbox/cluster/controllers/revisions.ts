import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { createObject } from '../api/write.ts';
import { canonical, equal } from '../model/json.ts';
import { shortHash } from '../model/names.ts';
import type { Dict, KubeObject } from '../model/types.ts';
import { ownerReference } from './replicaset.ts';
import { builtin, MANAGER, mergePatch } from './runtime.ts';
import { controllerOf, type PodTemplate } from './types.ts';

const STORAGE = 'apps/controllerrevisions';

/** On every pod: of which revision it is. */
export const REVISION_LABEL = 'controller-revision-hash';

export interface Revision extends KubeObject {
  revision: number;
  data: { spec: { template: PodTemplate & { $patch?: string } } };
}

/** A StatefulSet or a DaemonSet. */
export interface Revised extends KubeObject {
  spec: Dict & { template: PodTemplate; revisionHistoryLimit?: number };
}

/** The revisions of a workload, oldest number first, the last one that of its present template: made, or used again. */
export function revisionsOf(kernel: Kernel, owner: Revised, hashLabel: string): Revision[] {
  const all = (kernel.store.list(STORAGE, owner.metadata.namespace) as Revision[])
    .filter((each) => controllerOf(each) === owner.metadata.uid)
    .sort((a, b) => a.revision - b.revision);
  const data = { spec: { template: { ...owner.spec.template, $patch: 'replace' } } };
  const latest = all.at(-1);
  const found = all.findLast((each) => equal(each.data, data));
  if (found !== undefined && found === latest) return all;
  const revision = (latest?.revision ?? 0) + 1;
  if (found === undefined) return [...all, makeRevision(kernel, owner, data, { revision, hashLabel })];
  const type = builtin(kernel, 'apps', 'v1', 'controllerrevisions');
  return [...all.filter((each) => each !== found), mergePatch(kernel, type, found, { revision }) as Revision];
}

function makeRevision(
  kernel: Kernel,
  owner: Revised,
  data: Revision['data'],
  { revision, hashLabel }: { revision: number; hashLabel: string },
): Revision {
  const hash = shortHash(canonical(data));
  const metadata = {
    name: `${owner.metadata.name}-${hash}`,
    namespace: owner.metadata.namespace,
    labels: { ...owner.spec.template.metadata?.labels, [hashLabel]: hash },
    annotations: { ...owner.metadata.annotations },
    ownerReferences: [ownerReference(owner)],
  };
  const type = builtin(kernel, 'apps', 'v1', 'controllerrevisions');
  const body = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data, revision };
  return createObject(kernel, type, owner.metadata.namespace ?? '', body, MANAGER) as Revision;
}

/** The template that a revision keeps. */
export function templateOf({ data }: Revision): PodTemplate {
  const { $patch: _patch, ...template } = data.spec.template;
  return template;
}

/** Deletes the oldest revisions beyond the history limit that nobody uses. */
export function truncateRevisions(
  kernel: Kernel,
  owner: Revised,
  revisions: readonly Revision[],
  isLive: (revision: Revision) => boolean,
): void {
  const unused = revisions.filter((each) => !isLive(each));
  const surplus = unused.slice(0, Math.max(0, unused.length - (owner.spec.revisionHistoryLimit ?? 10)));
  const type = builtin(kernel, 'apps', 'v1', 'controllerrevisions');
  for (const { metadata } of surplus) deleteObject(kernel, type, metadata.namespace ?? '', metadata.name, {});
}

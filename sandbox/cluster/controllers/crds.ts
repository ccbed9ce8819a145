import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { typesOfCrd } from '../model/crds.ts';
import { dig } from '../model/json.ts';
import { timestamp } from '../model/names.ts';
import type { KubeObject } from '../model/types.ts';
import { builtin, type Controller, mergePatch } from './runtime.ts';

const STORAGE = 'apiextensions.k8s.io/customresourcedefinitions';

/** Serves the kinds of each CustomResourceDefinition at once; tells in a later turn that they are established. */
export function crdController(kernel: Kernel): Controller {
  kernel.store.subscribe((event) => {
    if (event.storage !== STORAGE) return;
    withdraw(kernel, event.previous ?? event.object);
    if (event.type !== 'DELETED') for (const type of typesOfCrd(event.object)) kernel.registry.add(type);
  });
  return {
    name: 'crd',
    keysOf: (event) => (event.storage === STORAGE && event.type !== 'DELETED' ? [event.object.metadata.name] : []),
    sync: (name) => {
      const crd = kernel.store.get(STORAGE, '', name);
      if (crd !== undefined) establish(kernel, crd);
      return undefined;
    },
  };
}

/** Takes the kinds of a definition that is gone out of service, and their objects with them. */
function withdraw(kernel: Kernel, crd: KubeObject): void {
  const [first] = typesOfCrd(crd);
  if (first === undefined) return;
  if (kernel.store.get(STORAGE, '', crd.metadata.name) === undefined) {
    for (const object of kernel.store.list(`${first.group}/${first.plural}`)) {
      deleteObject(kernel, first, object.metadata.namespace ?? '', object.metadata.name, {});
    }
  }
  kernel.registry.remove(first.group, first.plural);
}

function establish(kernel: Kernel, crd: KubeObject): void {
  if (dig(crd, 'status', 'acceptedNames') !== undefined) return;
  const lastTransitionTime = timestamp(kernel.now());
  const conditions = [
    { type: 'NamesAccepted', status: 'True', lastTransitionTime, reason: 'NoConflicts', message: 'no conflicts found' },
    {
      type: 'Established',
      status: 'True',
      lastTransitionTime,
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    },
  ];
  const storedVersions = typesOfCrd(crd).map((type) => type.version);
  const status = { conditions, acceptedNames: dig(crd, 'spec', 'names'), storedVersions };
  mergePatch(
    kernel,
    builtin(kernel, 'apiextensions.k8s.io', 'v1', 'customresourcedefinitions'),
    crd,
    { status },
    'status',
  );
}

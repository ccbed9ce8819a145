import type { KubeObject } from '../../platform/kube.ts';
import { calledBy, type GitOpsTool, groupOf, writesAs } from './tool.ts';

const managers = ['configsync'];

/** Google's Config Sync: a RootSync or RepoSync that declares the object. It puts back at once what it has declared. */
export const configSync: GitOpsTool = {
  managers,
  recognize(object, writers) {
    const marks = object.metadata.annotations ?? {};
    const isKept = marks['configmanagement.gke.io/managed'] === 'enabled' && isOwn(object);
    if (!isKept && !writers.some((writer) => writesAs(managers, writer))) return null;
    const sync = object.metadata.labels?.['configmanagement.gke.io/sync-name'];
    const off = marks['client.lifecycle.config.k8s.io/mutation'] === 'ignore';
    return {
      who: calledBy('Config Sync', '', { marked: sync, managers, writers }) ?? 'Config Sync',
      heals: off ? null : 'at once, if it declares that field',
      remedy: () =>
        'annotate the object in Git with `client.lifecycle.config.k8s.io/mutation: ignore`, or stop syncing while releases run',
    };
  },
};

/** The id names the object that it was made for. */
function isOwn(object: KubeObject): boolean {
  const { annotations, namespace = '', name } = object.metadata;
  const id = annotations?.['configsync.gke.io/resource-id'];
  const [group, kind] = [groupOf(object), object.kind.toLowerCase()];
  return id === undefined || id === `${group}_${kind}_${namespace}_${name}`;
}

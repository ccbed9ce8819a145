import type { FieldPath } from '../../platform/kube/ownership.ts';
import type { KubeObject } from '../../platform/kube.ts';
import { jqPath, pointer } from '../field.ts';
import { type GitOpsTool, groupOf, writesAs } from './tool.ts';

const managers = ['argocd-controller', 'argocd-application-controller'];
const trackingId = 'argocd.argoproj.io/tracking-id';
/** Also a recommended label of Kubernetes, which Helm charts set: it says nothing without Argo CD as a writer. */
const instance = 'app.kubernetes.io/instance';

/** Argo CD: an Application that tracks the object by annotation or label. What the Application ignores is not on the object. */
export const argoCd: GitOpsTool = {
  managers,
  recognize(object, writers) {
    const application = tracked(object) ?? labelled(object, writers);
    if (application === null) return null;
    return {
      who: application === '' ? 'Argo CD' : `Argo CD (${application})`,
      heals: 'if its Application syncs by itself (`selfHeal`) and does not ignore that field',
      remedy: (field) =>
        `add ${ignored(field)} for ${object.kind} ${object.metadata.name} to its ignoreDifferences, with the sync option RespectIgnoreDifferences=true`,
    };
  },
};

/** As `ignoreDifferences` takes them: a pointer has no way to name one container of a list. */
function ignored(field: FieldPath): string {
  const at = pointer(field);
  return at === null ? `\`jqPathExpressions: ['${jqPath(field)}']\`` : `\`jsonPointers: ['${at}']\``;
}

/**
 * `app:group/Kind:namespace/name` → the Application's name. An id that names another object was copied with a manifest or by
 * a controller, and Argo CD goes by it no more than we do.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
function tracked(object: KubeObject): string | null {
  const { annotations, namespace, name } = object.metadata;
  const parts = (annotations?.[trackingId] ?? '').split(':');
  const [application = '', kind, place] = parts;
  const isOwn =
    parts.length === 3 &&
    kind === `${groupOf(object)}/${object.kind}` &&
    (namespace === undefined ? place?.endsWith(`/${name}`) : place === `${namespace}/${name}`);
  return isOwn ? application : null;
}

function labelled({ metadata }: KubeObject, writers: readonly string[]): string | null {
  return writers.some((writer) => writesAs(managers, writer)) ? (metadata.labels?.[instance] ?? '') : null;
}

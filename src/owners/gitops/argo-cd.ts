import type { FieldPath } from '../../platform/kube/ownership.ts';
import type { KubeObject } from '../../platform/kube.ts';
import { jqPath, pointer } from '../field.ts';
import type { GitOpsTool } from './tool.ts';

const managers = ['argocd-controller', 'argocd-application-controller'];
const trackingId = 'argocd.argoproj.io/tracking-id';
/** Also a recommended label of Kubernetes, which Helm charts set: it says nothing without Argo CD as a writer. */
const instance = 'app.kubernetes.io/instance';

/** Argo CD: an Application that tracks the object by annotation or label. */
export const argoCd: GitOpsTool = {
  managers,
  heals: true,
  recognize(object, writers) {
    const application = tracked(object) ?? labelled(object, writers);
    if (application === null) return null;
    return {
      who: application === '' ? 'Argo CD' : `Argo CD (${application})`,
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

/** `app:group/Kind:namespace/name` → the Application's name. */
function tracked({ metadata }: KubeObject): string | null {
  const id = metadata.annotations?.[trackingId];
  return id === undefined ? null : (id.split(':')[0] ?? '');
}

function labelled({ metadata }: KubeObject, writers: readonly string[]): string | null {
  return writers.some((writer) => managers.includes(writer)) ? (metadata.labels?.[instance] ?? '') : null;
}

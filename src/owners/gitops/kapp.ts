import type { KubeObject } from '../../platform/kube.ts';
import { calledBy, type GitOpsTool, groupOf } from './tool.ts';

const managers = ['kapp', 'kapp-server-side-apply', 'kapp-controller'];

/** Carvel's kapp: an app that the object belongs to. By itself it writes when somebody runs it; kapp-controller runs it often. */
export const kapp: GitOpsTool = {
  managers,
  recognize(object, writers) {
    const marked = isOwn(object) ? object.metadata.labels?.['kapp.k14s.io/app'] : undefined;
    const who = calledBy('kapp', 'app', { marked, managers, writers });
    if (who === null) return null;
    return {
      who,
      heals: 'when it next deploys, if kapp-controller runs it',
      remedy: () => 'pause its App while releases run (`kctrl app pause`), or add a rebase rule for that field',
    };
  },
};

/** `v1;namespace/group/Kind/name;version`: which object the marks were written for. */
function isOwn(object: KubeObject): boolean {
  const { annotations, namespace = '', name } = object.metadata;
  const [, id] = (annotations?.['kapp.k14s.io/identity'] ?? '').split(';');
  return id === undefined || id === `${namespace}/${groupOf(object)}/${object.kind}/${name}`;
}

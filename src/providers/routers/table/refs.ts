import { KubeError, type ObjectRef } from '../../../platform/kube.ts';

/** For an object that a write needs and that is not there. */
export function missing(ref: ObjectRef): KubeError {
  return new KubeError('not-found', `${ref.kind} ${ref.namespace}/${ref.name} does not exist`);
}

/** For an object that was prepared for the release and has lost the note of what was before. */
export function replaced({ kind, namespace, name }: ObjectRef): KubeError {
  const said = `${kind} ${namespace}/${name} no longer carries what Sluice noted on it: it was removed or replaced`;
  return new KubeError('invalid', `${said} while the release was running`);
}

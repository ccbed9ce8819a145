import type { Target } from '../../../domain/target.ts';
import { KubeError, type ObjectRef } from '../../../platform/kube.ts';
import type { IstioConfig } from './config.ts';

/** The VirtualService whose routes are divided. */
export function routesRef({ apiVersion, virtualService }: IstioConfig, { namespace }: Target): ObjectRef {
  return { apiVersion, kind: 'VirtualService', namespace, name: virtualService };
}

/** The DestinationRule that gets the subsets; null where hosts tell the tracks apart. */
export function ruleRef({ apiVersion, mode, destinationRule }: IstioConfig, { namespace }: Target): ObjectRef | null {
  if (mode !== 'subsets' || destinationRule === undefined) return null;
  return { apiVersion, kind: 'DestinationRule', namespace, name: destinationRule };
}

/** For an object that a write needs and that is not there. */
export function missing(ref: ObjectRef): KubeError {
  return new KubeError('not-found', `${ref.kind} ${ref.namespace}/${ref.name} does not exist`);
}

/** For an object that was prepared for the release and has lost the note of what was before. */
export function replaced({ kind, namespace, name }: ObjectRef): KubeError {
  const said = `${kind} ${namespace}/${name} no longer carries what Sluice noted on it: it was removed or replaced`;
  return new KubeError('invalid', `${said} while the release was running`);
}

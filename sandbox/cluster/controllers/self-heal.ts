import type { Kernel } from '../api/kernel.ts';
import { applyPatch, MERGE_PATCH, type PatchRequest, patchObject, STRATEGIC_PATCH } from '../api/patch.ts';
import type { Dict, KubeObject, ResourceType, WriteContext } from '../model/types.ts';
import { type Controller, objectKey, splitKey } from './runtime.ts';

const TRACKED = 'argocd.argoproj.io/tracking-id';
/** What was last applied, as kubectl and Argo CD note it: what Git has. */
const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ARGO_CD: WriteContext = { user: 'argocd', fieldManager: 'argocd-controller', dryRun: false };

/**
 * Argo CD with self-heal: what it tracks is put back as it was applied, some time after somebody has changed it. What was
 * not applied, such as other people's annotations, is left alone.
 * @param afterMs time between the change and the writing back
 */
export function selfHealController(kernel: Kernel, afterMs: number): Controller {
  const since = new Map<string, number>();
  return {
    name: 'self-heal',
    keysOf: ({ storage, object }) => (manifestOf(object) === null ? [] : [`${storage}|${objectKey(object)}`]),
    sync(key) {
      const [storage = '', place = ''] = key.split('|');
      const { namespace, name } = splitKey(place);
      const live = kernel.store.get(storage, namespace, name);
      const manifest = live && manifestOf(live);
      const type = live && kernel.registry.byKind(live.apiVersion, live.kind);
      if (!manifest || !type || isAsApplied(type, live, manifest)) {
        since.delete(key);
        return undefined;
      }
      const seen = since.get(key) ?? kernel.now();
      since.set(key, seen);
      const left = seen + afterMs - kernel.now();
      if (left > 0) return left;
      since.delete(key);
      patchObject(kernel, type, namespace, name, request(type, manifest), ARGO_CD);
      return undefined;
    },
  };
}

/** The spec as it was applied; null where Argo CD does not track the object. */
function manifestOf({ metadata }: KubeObject): Dict | null {
  const applied = metadata.annotations?.[APPLIED];
  if (metadata.annotations?.[TRACKED] === undefined || applied === undefined) return null;
  return { spec: (JSON.parse(applied) as Dict)['spec'] };
}

function isAsApplied(type: ResourceType, live: KubeObject, manifest: Dict): boolean {
  const healed = applyPatch(type, structuredClone(live), request(type, manifest)) as KubeObject;
  return JSON.stringify(healed['spec']) === JSON.stringify(live['spec']);
}

function request(type: ResourceType, manifest: Dict): PatchRequest {
  const contentType = type.custom ? MERGE_PATCH : STRATEGIC_PATCH;
  return { contentType, text: JSON.stringify(manifest), force: false, managerGiven: true };
}

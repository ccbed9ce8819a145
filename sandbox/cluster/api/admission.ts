import { ApiError, forbidden } from '../model/errors.ts';
import { asDict } from '../model/json.ts';
import type { KubeObject, ResourceType, WriteContext } from '../model/types.ts';
import { storageOf } from '../model/types.ts';
import type { Store } from '../store/store.ts';

/** A webhook of somebody who runs the cluster: it sees what is written before it is stored. */
export interface AdmissionPolicy {
  /** As Kubernetes names it in a refusal. */
  name: string;
  /** Kinds that it is asked about. */
  kinds: readonly string[];
  /** @returns the object as it shall be stored, or why it is not */
  review(object: KubeObject): KubeObject | { denied: string };
}

/** Policies that are in force. */
export interface Admission {
  /** @returns the way to end it */
  add(policy: AdmissionPolicy): () => void;
  /** The object as it shall be stored. Throws 403 where a policy denies it. */
  admit(type: ResourceType, object: KubeObject, context: WriteContext): KubeObject;
}

export function createAdmission(): Admission {
  const policies = new Set<AdmissionPolicy>();
  return {
    add(policy) {
      policies.add(policy);
      return () => void policies.delete(policy);
    },
    admit(type, object, { subresource }) {
      if (subresource !== undefined) return object;
      return [...policies].filter(({ kinds }) => kinds.includes(type.kind)).reduce(reviewed, object);
    },
  };
}

function reviewed(object: KubeObject, { name, review }: AdmissionPolicy): KubeObject {
  const answer = review(object);
  if (!('denied' in answer)) return answer as KubeObject;
  throw new ApiError(403, 'Forbidden', `admission webhook "${name}" denied the request: ${String(answer.denied)}`);
}

/** Puts other image references into what has containers, such as a mirror's. */
export function rewriteImages(kinds: readonly string[], rewrite: (image: string) => string): AdmissionPolicy {
  const named = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([key, member]) => [
      key,
      key === 'image' && typeof member === 'string' ? rewrite(member) : named(member),
    ]);
    return Object.fromEntries(members);
  };
  const review = (object: KubeObject) => ({ ...object, spec: named(object['spec']) }) as KubeObject;
  return { name: 'rewrite.images.example', kinds, review };
}

/** Throws 403, in Kubernetes' words, where a ResourceQuota of the namespace allows no more objects of this type. */
export function checkQuotas(store: Store, type: ResourceType, object: KubeObject): void {
  const namespace = object.metadata.namespace ?? '';
  const own = type.group === '' ? type.plural : `${type.plural}.${type.group}`;
  for (const quota of store.list('/resourcequotas', namespace)) {
    const hard = asDict(asDict(quota['spec'])['hard']);
    for (const resource of [`count/${own}`, ...(type.kind === 'Pod' ? ['pods'] : [])]) {
      if (hard[resource] === undefined) continue;
      const limited = Number(hard[resource]);
      const used = store.list(storageOf(type), namespace).filter(counts).length;
      if (used < limited) continue;
      const figures = `requested: ${resource}=1, used: ${resource}=${used}, limited: ${resource}=${limited}`;
      throw forbidden(type, object.metadata.name, `exceeded quota: ${quota.metadata.name}, ${figures}`);
    }
  }
}

/** Pods that have ended use up nothing. */
function counts(object: KubeObject): boolean {
  const phase = asDict(object['status'])['phase'];
  return object.kind !== 'Pod' || (phase !== 'Failed' && phase !== 'Succeeded');
}

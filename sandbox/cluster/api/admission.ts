import { ApiError, badRequest, forbidden } from '../model/errors.ts';
import { asDict } from '../model/json.ts';
import { none, parseQuantity, quantityText } from '../model/quantity.ts';
import type { KubeObject, ResourceType, WriteContext } from '../model/types.ts';
import { storageOf } from '../model/types.ts';
import type { Store } from '../store/store.ts';
import { isInScope, unsaidOf, usageOf, usedOf } from './quota-usage.ts';

/** A rule of somebody who runs the cluster: it sees what is written before it is stored. */
export interface AdmissionPolicy {
  /** As Kubernetes names it in a refusal. */
  name: string;
  /** A webhook by default; or a ValidatingAdmissionPolicy, by the name of what binds it. */
  binding?: string;
  /** Of a webhook: does more than answer, so that it must not be asked in a dry run. */
  sideEffects?: boolean;
  /** Of a webhook: does not answer. */
  down?: boolean;
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
    admit(type, object, { subresource, dryRun }) {
      if (subresource !== undefined) return object;
      const asked = [...policies].filter(({ kinds }) => kinds.includes(type.kind));
      return asked.reduce((given, policy) => reviewed(policy, type, given, dryRun), object);
    },
  };
}

/** Refusals are in Kubernetes' words. */
function reviewed(policy: AdmissionPolicy, type: ResourceType, object: KubeObject, dryRun: boolean): KubeObject {
  const { name, binding, sideEffects = false, down = false } = policy;
  if (sideEffects && dryRun) throw badRequest(`admission webhook "${name}" does not support dry run`);
  if (down) {
    const why = `failed calling webhook "${name}": failed to call webhook: Post "https://127.0.0.1/": connection refused`;
    throw new ApiError(500, 'InternalError', `Internal error occurred: ${why}`);
  }
  const answer = policy.review(object);
  if (!('denied' in answer)) return answer as KubeObject;
  const denied = String(answer.denied);
  if (binding === undefined) {
    throw new ApiError(403, 'Forbidden', `admission webhook "${name}" denied the request: ${denied}`);
  }
  const why = `ValidatingAdmissionPolicy '${name}' with binding '${binding}' denied request: ${denied}`;
  throw forbidden(type, object.metadata.name, why);
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

/** Throws 403, in Kubernetes' words, where a ResourceQuota of the namespace has no room for a new object of this type. */
export function checkQuotas(store: Store, type: ResourceType, object: KubeObject): void {
  const taken = usageOf(storageOf(type), object);
  const refuse = (why: string) => forbidden(type, object.metadata.name, why);
  for (const quota of store.list('/resourcequotas', object.metadata.namespace ?? '')) {
    if (!isInScope(quota, object)) continue;
    const { name } = quota.metadata;
    const unsaid = unsaidOf(quota, object);
    if (unsaid.length > 0) throw refuse(`failed quota: ${name}: must specify ${unsaid.join('; ')}`);
    const used = usedOf(store, quota);
    const over = Object.entries(asDict(asDict(quota['spec'])['hard'])).flatMap(([resource, text]) => {
      const [wanted, before, most] = [taken.get(resource), used.get(resource) ?? none, parseQuantity(text)];
      if (!wanted || !most || before.value + wanted.value <= most.value + exactness) return [];
      return [{ resource, wanted: quantityText(wanted), used: quantityText(before), most: quantityText(most) }];
    });
    if (over.length === 0) continue;
    const all = (of: 'wanted' | 'used' | 'most') => over.map((each) => `${each.resource}=${each[of]}`).join(',');
    throw refuse(`exceeded quota: ${name}, requested: ${all('wanted')}, used: ${all('used')}, limited: ${all('most')}`);
  }
}

/** Sums of fractions are not exact. */
const exactness = 1e-9;

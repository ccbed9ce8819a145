import { asArray, asDict, dig } from '../model/json.ts';
import { none, parseQuantity, plus, type Quantity } from '../model/quantity.ts';
import type { Dict, KubeObject } from '../model/types.ts';
import type { Store } from '../store/store.ts';

/** By the names that a ResourceQuota has for them. */
export type Usage = ReadonlyMap<string, Quantity>;

const one: Quantity = { value: 1, binary: false };
/** Core objects that are counted under their plain name, too. */
const plainly = ['pods', 'services', 'configmaps', 'secrets', 'persistentvolumeclaims', 'resourcequotas'];
const computed = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/;

/** What one object takes of the quotas of its namespace. @param storage `/pods`, `apps/deployments` */
export function usageOf(storage: string, object: KubeObject): Usage {
  const usage = new Map<string, Quantity>();
  if (isOver(object)) return usage;
  const [group = '', plural = ''] = storage.split('/');
  usage.set(`count/${group === '' ? plural : `${plural}.${group}`}`, one);
  if (group === '' && plainly.includes(plural)) usage.set(plural, one);
  if (object.kind !== 'Pod') return usage;
  for (const [list, prefix] of [
    ['requests', 'requests.'],
    ['limits', 'limits.'],
  ] as const) {
    for (const [name, amount] of podAmounts(object, list)) {
      usage.set(`${prefix}${name}`, amount);
      if (list === 'requests') usage.set(name, amount);
    }
  }
  return usage;
}

/** What the objects of a namespace take of what a quota limits; what it names and nobody counts is left out. */
export function usedOf(store: Store, quota: KubeObject): Usage {
  const used = new Map<string, Quantity>();
  for (const name of Object.keys(asDict(dig(quota, 'spec', 'hard')))) {
    const storage = storageOfResource(name);
    if (storage === undefined) continue;
    const all = store.list(storage, quota.metadata.namespace).filter((object) => isInScope(quota, object));
    used.set(name, all.map((object) => usageOf(storage, object).get(name) ?? none).reduce(plus, none));
  }
  return used;
}

function storageOfResource(name: string): string | undefined {
  if (computed.test(name)) return '/pods';
  if (plainly.includes(name)) return `/${name}`;
  const [, plural, group = ''] = /^count\/([a-z]+)(?:\.([a-z.0-9-]+))?$/.exec(name) ?? [];
  return plural && `${group}/${plural}`;
}

/** Of which containers a quota wants to know how much they ask for, by resource; `requests.cpu for: app`. */
export function unsaidOf(quota: KubeObject, object: KubeObject): string[] {
  if (object.kind !== 'Pod') return [];
  const spec = asDict(object['spec']);
  const containers = [...asArray(spec['containers']), ...asArray(spec['initContainers'])].map(asDict);
  return Object.keys(asDict(dig(quota, 'spec', 'hard')))
    .sort()
    .flatMap((resource) => {
      const [, list = 'requests', name = ''] = computed.exec(resource) ?? [];
      if (name !== 'cpu' && name !== 'memory') return [];
      const silent = containers.filter((each) => dig(each, 'resources', list, name) === undefined);
      return silent.length === 0 ? [] : [`${resource} for: ${silent.map((each) => String(each['name'])).join(',')}`];
    });
}

/** Whether a quota's scopes take the object: those of pods only, of which those that tell by a pod's life and class. */
export function isInScope(quota: KubeObject, object: KubeObject): boolean {
  const scopes = asArray(dig(quota, 'spec', 'scopes')).map(String);
  if (scopes.length === 0) return true;
  if (object.kind !== 'Pod') return false;
  const amounts = [...podAmounts(object, 'requests'), ...podAmounts(object, 'limits')];
  const terminating = dig(object, 'spec', 'activeDeadlineSeconds') !== undefined;
  const holds: Readonly<Record<string, boolean>> = {
    Terminating: terminating,
    NotTerminating: !terminating,
    BestEffort: amounts.length === 0,
    NotBestEffort: amounts.length > 0,
  };
  return scopes.every((scope) => holds[scope] === true);
}

/** Sums over the containers, or the largest init container where that is more. */
function podAmounts(pod: KubeObject, list: 'requests' | 'limits'): Map<string, Quantity> {
  const spec = asDict(pod['spec']);
  const amountsOf = (container: unknown) =>
    Object.entries(asDict(dig(asDict(container) as Dict, 'resources', list))).flatMap(([name, text]) => {
      const amount = parseQuantity(text);
      return amount === undefined ? [] : [[name, amount] as const];
    });
  const all = new Map<string, Quantity>();
  for (const [name, amount] of asArray(spec['containers']).flatMap(amountsOf))
    all.set(name, plus(all.get(name) ?? none, amount));
  for (const [name, amount] of asArray(spec['initContainers']).flatMap(amountsOf))
    if (amount.value > (all.get(name)?.value ?? 0)) all.set(name, amount);
  return all;
}

/** Pods that have ended use up nothing. */
function isOver(object: KubeObject): boolean {
  const phase = asDict(object['status'])['phase'];
  return object.kind === 'Pod' && (phase === 'Failed' || phase === 'Succeeded');
}

import type { Kernel } from '../api/kernel.ts';
import { usedOf } from '../api/quota-usage.ts';
import { asDict, dig } from '../model/json.ts';
import { quantityText } from '../model/quantity.ts';
import { builtin, type Controller, mergePatch, objectKey, splitKey } from './runtime.ts';

const STORAGE = '/resourcequotas';

/** Writes into each ResourceQuota what it limits and how much of that is used. */
export function quotaController(kernel: Kernel): Controller {
  return {
    name: 'resource-quota',
    keysOf({ storage, object, type }) {
      if (storage === STORAGE) return type === 'DELETED' ? [] : [objectKey(object)];
      const { namespace } = object.metadata;
      return namespace === undefined ? [] : kernel.store.list(STORAGE, namespace).map(objectKey);
    },
    sync(key) {
      const { namespace, name } = splitKey(key);
      const quota = kernel.store.get(STORAGE, namespace, name);
      if (quota === undefined) return undefined;
      const used = [...usedOf(kernel.store, quota)].map(([resource, amount]) => [resource, quantityText(amount)]);
      const status = { hard: asDict(dig(quota, 'spec', 'hard')), used: Object.fromEntries(used) };
      if (JSON.stringify(quota['status']) === JSON.stringify(status)) return undefined;
      // What the quota no longer limits goes from its status, which a merge alone would keep.
      const gone = (member: string) =>
        Object.fromEntries(
          Object.keys(asDict(dig(quota, 'status', member)))
            .filter((resource) => !(resource in status.hard))
            .map((resource) => [resource, null]),
        );
      const patch = {
        status: { hard: { ...gone('hard'), ...status.hard }, used: { ...gone('used'), ...status.used } },
      };
      mergePatch(kernel, builtin(kernel, '', 'v1', 'resourcequotas'), quota, patch, 'status');
      return undefined;
    },
  };
}

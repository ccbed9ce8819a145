import { z } from 'zod';
import type { ObjectRef } from '../../../domain/object-ref.ts';
import type { Target } from '../../../domain/target.ts';
import type { RouterKind } from '../kind.ts';

const schema = z.strictObject({ kind: z.literal('service') });

/** The selector of the user's own Service: it leads to stable's pods or to the candidate's, and never to both. */
export const service: RouterKind<typeof schema> = {
  schema,
  permissions: [
    { group: '', resource: 'services', verbs: ['get', 'update'] },
    { group: 'discovery.k8s.io', resource: 'endpointslices', verbs: ['list'] },
  ],
  objects: (_config, target) => switchedRefs(target),
  writes: (_config, target) => switchedRefs(target).map((ref) => ({ ref, field: selectorPath })),
  traits: () => ({ precision: 'whole', candidateBehindService: false, routes: ['weight'], marks: [] }),
  isRouted: (_config, { workload }) => workload.service !== null,
  byHand: (_config, _stable, { workload }) => ({
    kubectl: ['edit', 'service', workload.service ?? workload.name],
    hint: 'put back the selector that its annotation sluice.dev/undo holds',
  }),
};

/** An atomic map: it belongs as a whole to whoever has written it. */
export const selectorPath = ['f:spec', 'f:selector'];

function switchedRefs({ namespace, workload: { service: name } }: Target): ObjectRef[] {
  return name === null ? [] : [{ apiVersion: 'v1', kind: 'Service', namespace, name }];
}

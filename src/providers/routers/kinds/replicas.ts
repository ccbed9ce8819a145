import { z } from 'zod';
import type { RouterKind } from '../kind.ts';

const schema = z.strictObject({ kind: z.literal('replicas') });

/** No router: the share is that of the candidate's pods. All it writes are the objects of the workload. */
export const replicas: RouterKind<typeof schema> = {
  schema,
  permissions: [],
  objects: () => [],
  writes: () => [],
  traits: () => ({ precision: 'pods', candidateBehindService: true, routes: ['weight'], marks: [] }),
  isRouted: (_config, { workload }) => workload.service !== null,
  byHand: () => null,
};

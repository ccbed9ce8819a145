import { workloadKinds } from '../../../src/workloads/index.ts';
import { deployment } from '../cluster/client.ts';
import type { Subject } from './stage.ts';

/** Every kind, with an example of it. */
export const subjects: Record<keyof typeof workloadKinds, Subject> = {
  deployment: { kind: workloadKinds.deployment, manifest: deployment },
};

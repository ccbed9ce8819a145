import { daemonSet } from './daemon-set.ts';
import { deployment } from './deployment.ts';
import { statefulSet } from './stateful-set.ts';
import type { WorkloadKind } from './workload.ts';

/** What a workload is where nothing is said of its kind. */
export const usualKind = 'deployment' satisfies keyof typeof workloadKinds;

/** Every kind of workload that Sluice can release, by what targets name it. */
export const workloadKinds = {
  deployment,
  'stateful-set': statefulSet,
  'daemon-set': daemonSet,
} as const satisfies Record<string, WorkloadKind>;

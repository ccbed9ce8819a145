import { deployment } from './deployment.ts';
import type { WorkloadKind } from './workload.ts';

/** What a workload is where nothing is said of its kind. */
export const usualKind = 'deployment' satisfies keyof typeof workloadKinds;

/** Every kind of workload that Sluice can release. */
export const workloadKinds = { deployment } as const satisfies Record<string, WorkloadKind>;

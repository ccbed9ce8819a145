import { deployment } from './deployment.ts';
import type { WorkloadKind } from './workload.ts';

/** Every kind of workload that Sluice can release. */
export const workloadKinds = { deployment } as const satisfies Record<string, WorkloadKind>;

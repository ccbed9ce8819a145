import type { PreflightCheck } from '../check.ts';
import { antiAffinity } from './anti-affinity.ts';
import { budgets } from './budgets.ts';
import { callers } from './callers.ts';
import { downFirst } from './down-first.ts';
import { hostPorts } from './host-ports.ts';
import { limitRanges } from './limit-ranges.ts';
import { meshPolicies } from './mesh-policies.ts';
import { monitors } from './monitors.ts';
import { namesFree } from './names-free.ts';
import { networkPolicies } from './network-policies.ts';
import { paused } from './paused.ts';
import { queueWorker } from './queue-worker.ts';
import { quotas } from './quotas.ts';
import { rolloutTime } from './rollout-time.ts';
import { services } from './services.ts';
import { sharedService } from './shared-service.ts';
import { versionLabels } from './version-labels.ts';
import { volumes } from './volumes.ts';

/** Everything that is looked at before a release starts, in the order in which people read it. */
export const preflightChecks: readonly PreflightCheck[] = [
  paused,
  downFirst,
  volumes,
  sharedService,
  quotas,
  limitRanges,
  rolloutTime,
  namesFree,
  networkPolicies,
  meshPolicies,
  callers,
  services,
  budgets,
  monitors,
  hostPorts,
  antiAffinity,
  queueWorker,
  versionLabels,
];

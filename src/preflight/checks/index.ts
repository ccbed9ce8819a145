import type { PreflightCheck } from '../check.ts';
import { antiAffinity } from './anti-affinity.ts';
import { budgets } from './budgets.ts';
import { callers } from './callers.ts';
import { countedTogether } from './counted-together.ts';
import { devices } from './devices.ts';
import { downFirst } from './down-first.ts';
import { hostPorts } from './host-ports.ts';
import { imageVolumes } from './image-volumes.ts';
import { limitRanges } from './limit-ranges.ts';
import { meshPolicies } from './mesh-policies.ts';
import { monitors } from './monitors.ts';
import { namedPorts } from './named-ports.ts';
import { namesFree } from './names-free.ts';
import { networkPolicies } from './network-policies.ts';
import { oldPods } from './old-pods.ts';
import { otherRoutes } from './other-routes.ts';
import { paused } from './paused.ts';
import { queueWorker } from './queue-worker.ts';
import { quotas } from './quotas.ts';
import { readinessGates } from './readiness-gates.ts';
import { replicaSets } from './replica-sets.ts';
import { rolloutTime } from './rollout-time.ts';
import { scaledCandidate } from './scaled-candidate.ts';
import { scaledObjects } from './scaled-objects.ts';
import { services } from './services.ts';
import { sharedService } from './shared-service.ts';
import { topologySpread } from './topology-spread.ts';
import { versionLabels } from './version-labels.ts';
import { verticalAutoscalers } from './vertical-autoscalers.ts';
import { volumes } from './volumes.ts';

/** Everything that is looked at before a release starts, in the order in which people read it. */
export const preflightChecks: readonly PreflightCheck[] = [
  paused,
  oldPods,
  downFirst,
  volumes,
  namedPorts,
  sharedService,
  quotas,
  replicaSets,
  limitRanges,
  rolloutTime,
  namesFree,
  networkPolicies,
  meshPolicies,
  callers,
  otherRoutes,
  services,
  budgets,
  monitors,
  hostPorts,
  readinessGates,
  antiAffinity,
  topologySpread,
  devices,
  verticalAutoscalers,
  scaledObjects,
  scaledCandidate,
  countedTogether,
  queueWorker,
  versionLabels,
  imageVolumes,
];

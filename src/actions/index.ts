import type { z } from 'zod';
import { bake } from './bake.ts';
import { candidateRemove } from './candidate-remove.ts';
import { candidateScale } from './candidate-scale.ts';
import { candidateStart } from './candidate-start.ts';
import { configCopy } from './config-copy.ts';
import { configRemove } from './config-remove.ts';
import { configSettle } from './config-settle.ts';
import { flagRestore } from './flag-restore.ts';
import { flagSet } from './flag-set.ts';
import { migrationRun } from './migration-run.ts';
import { migrationSoak } from './migration-soak.ts';
import { migrationUndo } from './migration-undo.ts';
import { releaseBack } from './release-back.ts';
import { releaseRing } from './release-ring.ts';
import { releaseRingBack } from './release-ring-back.ts';
import { releaseRun } from './release-run.ts';
import { releaseSoak } from './release-soak.ts';
import { routeClean } from './route-clean.ts';
import { routePrepare } from './route-prepare.ts';
import { smokeJob } from './smoke-job.ts';
import { smokeRepeat } from './smoke-repeat.ts';
import { smokeRun } from './smoke-run.ts';
import { smokeWebhook } from './smoke-webhook.ts';
import { switchAsk } from './switch-ask.ts';
import { trafficMatch } from './traffic-match.ts';
import { trafficMirror } from './traffic-mirror.ts';
import { trafficRestore } from './traffic-restore.ts';
import { trafficShift } from './traffic-shift.ts';
import { trafficUnmirror } from './traffic-unmirror.ts';
import { verifyClean } from './verify-clean.ts';
import { workloadPartition } from './workload-partition.ts';
import { workloadScale } from './workload-scale.ts';
import { workloadUpdate } from './workload-update.ts';

/** What one step can do to the world. Each action is idempotent: it makes the world as described. */
export const actions = {
  'migration.run': migrationRun,
  'migration.soak': migrationSoak,
  'migration.undo': migrationUndo,
  'route.prepare': routePrepare,
  'route.clean': routeClean,
  'candidate.start': candidateStart,
  'candidate.scale': candidateScale,
  'candidate.remove': candidateRemove,
  'smoke.run': smokeRun,
  'smoke.job': smokeJob,
  'smoke.webhook': smokeWebhook,
  'smoke.repeat': smokeRepeat,
  'switch.ask': switchAsk,
  'traffic.shift': trafficShift,
  'traffic.restore': trafficRestore,
  'traffic.match': trafficMatch,
  'traffic.mirror': trafficMirror,
  'traffic.unmirror': trafficUnmirror,
  bake,
  'workload.partition': workloadPartition,
  'workload.update': workloadUpdate,
  'workload.scale': workloadScale,
  'flag.set': flagSet,
  'flag.restore': flagRestore,
  'config.copy': configCopy,
  'config.remove': configRemove,
  'config.settle': configSettle,
  'release.run': releaseRun,
  'release.back': releaseBack,
  'release.ring': releaseRing,
  'release.ring-back': releaseRingBack,
  'release.soak': releaseSoak,
  'verify.clean': verifyClean,
} as const;

export type ActionKind = keyof typeof actions;
export type ActionOf<K extends ActionKind> = z.infer<(typeof actions)[K]['schema']>;
export type Action = { [K in ActionKind]: ActionOf<K> }[ActionKind];

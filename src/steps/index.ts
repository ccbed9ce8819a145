import type { ActionKind, ActionOf } from '../actions/index.ts';
import { removeCandidate, scaleCandidate, startCandidate } from './candidate.ts';
import { copyConfiguration, removeConfiguration } from './configuration.ts';
import { settleConfiguration } from './configuration-settle.ts';
import { restoreFlag, setFlag } from './flag.ts';
import { runMigration } from './migration.ts';
import { soakBeforeContract } from './migration-soak.ts';
import { undoMigration } from './migration-undo.ts';
import { partitionWorkload } from './partition.ts';
import { runRing, takeRingBack } from './release-ring.ts';
import { runRelease, soakRelease, takeReleaseBack } from './release-run.ts';
import { cleanRoute, prepareRoute } from './route.ts';
import { runSmoke } from './smoke.ts';
import { testByJob } from './smoke-job.ts';
import { repeatSmoke } from './smoke-repeat.ts';
import { testByWebhook } from './smoke-webhook.ts';
import { done, type StepContext, type StepOutcome, type StepRunner } from './step.ts';
import { askToSwitch } from './switch-ask.ts';
import { restoreTraffic, shiftTraffic } from './traffic.ts';
import { endCopies, mirrorTraffic } from './traffic-copies.ts';
import { matchTraffic } from './traffic-marked.ts';
import { verifyClean } from './verify.ts';
import { scaleWorkload, updateWorkload } from './workload.ts';

/** How each kind of action is done. */
const runners: { [K in ActionKind]: StepRunner<ActionOf<K>> } = {
  'migration.run': runMigration,
  'migration.soak': soakBeforeContract,
  'migration.undo': undoMigration,
  'route.prepare': prepareRoute,
  'route.clean': cleanRoute,
  'candidate.start': startCandidate,
  'candidate.scale': scaleCandidate,
  'candidate.remove': removeCandidate,
  'smoke.run': runSmoke,
  'smoke.job': testByJob,
  'smoke.webhook': testByWebhook,
  'smoke.repeat': repeatSmoke,
  'switch.ask': askToSwitch,
  'traffic.shift': shiftTraffic,
  'traffic.restore': restoreTraffic,
  'traffic.match': matchTraffic,
  'traffic.mirror': mirrorTraffic,
  'traffic.unmirror': endCopies,
  // When it is over is decided from the log alone; there is nothing to do about it.
  bake: async () => done(''),
  'workload.partition': partitionWorkload,
  'workload.update': updateWorkload,
  'workload.scale': scaleWorkload,
  'flag.set': setFlag,
  'flag.restore': restoreFlag,
  'config.copy': copyConfiguration,
  'config.remove': removeConfiguration,
  'config.settle': settleConfiguration,
  'release.run': runRelease,
  'release.back': takeReleaseBack,
  'release.ring': runRing,
  'release.ring-back': takeRingBack,
  'release.soak': soakRelease,
  'verify.clean': verifyClean,
};

/** Runs one action. */
export function runAction<K extends ActionKind>(context: StepContext, action: ActionOf<K>): Promise<StepOutcome> {
  return runners[action.kind as K](context, action);
}

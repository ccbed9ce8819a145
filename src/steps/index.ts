import type { ActionKind, ActionOf } from '../actions/index.ts';
import { removeCandidate, scaleCandidate, startCandidate } from './candidate.ts';
import { restoreFlag, setFlag } from './flag.ts';
import { runMigration } from './migration.ts';
import { undoMigration } from './migration-undo.ts';
import { cleanRoute, prepareRoute } from './route.ts';
import { done, type StepContext, type StepOutcome, type StepRunner } from './step.ts';
import { restoreTraffic, shiftTraffic } from './traffic.ts';
import { verifyClean } from './verify.ts';
import { scaleWorkload, updateWorkload } from './workload.ts';

/** How each kind of action is done. */
const runners: { [K in ActionKind]: StepRunner<ActionOf<K>> } = {
  'migration.run': runMigration,
  'migration.undo': undoMigration,
  'route.prepare': prepareRoute,
  'route.clean': cleanRoute,
  'candidate.start': startCandidate,
  'candidate.scale': scaleCandidate,
  'candidate.remove': removeCandidate,
  'traffic.shift': shiftTraffic,
  'traffic.restore': restoreTraffic,
  // When it is over is decided from the log alone; there is nothing to do about it.
  bake: async () => done(''),
  'workload.update': updateWorkload,
  'workload.scale': scaleWorkload,
  'flag.set': setFlag,
  'flag.restore': restoreFlag,
  'verify.clean': verifyClean,
};

/** Runs one action. */
export function runAction<K extends ActionKind>(context: StepContext, action: ActionOf<K>): Promise<StepOutcome> {
  return runners[action.kind as K](context, action);
}

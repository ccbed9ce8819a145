import type { z } from 'zod';
import { bake } from './bake.ts';
import { candidateRemove } from './candidate-remove.ts';
import { candidateScale } from './candidate-scale.ts';
import { candidateStart } from './candidate-start.ts';
import { flagRestore } from './flag-restore.ts';
import { flagSet } from './flag-set.ts';
import { migrationRun } from './migration-run.ts';
import { migrationUndo } from './migration-undo.ts';
import { routeClean } from './route-clean.ts';
import { routePrepare } from './route-prepare.ts';
import { trafficRestore } from './traffic-restore.ts';
import { trafficShift } from './traffic-shift.ts';
import { verifyClean } from './verify-clean.ts';
import { workloadScale } from './workload-scale.ts';
import { workloadUpdate } from './workload-update.ts';

/** What one step can do to the world. Each action is idempotent: it makes the world as described. */
export const actions = {
  'migration.run': migrationRun,
  'migration.undo': migrationUndo,
  'route.prepare': routePrepare,
  'route.clean': routeClean,
  'candidate.start': candidateStart,
  'candidate.scale': candidateScale,
  'candidate.remove': candidateRemove,
  'traffic.shift': trafficShift,
  'traffic.restore': trafficRestore,
  bake,
  'workload.update': workloadUpdate,
  'workload.scale': workloadScale,
  'flag.set': flagSet,
  'flag.restore': flagRestore,
  'verify.clean': verifyClean,
} as const;

export type ActionKind = keyof typeof actions;
export type ActionOf<K extends ActionKind> = z.infer<(typeof actions)[K]['schema']>;
export type Action = { [K in ActionKind]: ActionOf<K> }[ActionKind];

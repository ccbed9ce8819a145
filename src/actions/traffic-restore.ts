import { z } from 'zod';
import { byWeight } from '../domain/route.ts';
import { routesByHand } from '../words/by-hand.ts';
import { hasTraffic } from '../words/traffic.ts';
import { say } from '../words/words.ts';
import { count, defineAction } from './action.ts';

/** All traffic to stable, once stable has `replicas` ready to take it. */
export const trafficRestore = defineAction(z.object({ kind: z.literal('traffic.restore'), replicas: count }), {
  describe: (_, context) => (hasTraffic(context) ? say`all traffic to the main pods` : say`only the main pods running`),
  describeUndo: (_, context) =>
    hasTraffic(context)
      ? say`all traffic to ${context.from.version}`
      : say`only pods of ${context.from.version} running`,
  group: () => 'tidy',
  rank: 3,
  note: () => null,
  undoNote: (_, context, when) =>
    hasTraffic(context)
      ? say`All traffic is back on ${context.from.version} ${when}.`
      : say`Only pods of ${context.from.version} are running again ${when}.`,
  byHand: (_, { target, from }) => routesByHand(target, from),
  estimateMs: () => 0,
  share: () => ({ route: byWeight(0), counts: 'when-done' }),
  tidies: false,
  leaves: ['workload marks', 'routes'],
});

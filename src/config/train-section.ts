import { z } from 'zod';
import { onFailure, type TrainSettings, usualTrain } from '../domain/train.ts';
import { duration, field } from './fields.ts';

const usual = { soak: '15m', onFailure: usualTrain.onFailure, sideBySide: usualTrain.sideBySide } as const;

const mostSideBySide = 100;

/** How a version goes on to the next environment, as the catalogue has it. Merged member by member with the levels above. */
export const trainSection = z.strictObject({
  soak: field(
    duration,
    'How long a version that goes through this environment must have been in before the next one gets it, and in each ring of its places that has no `bake`; `0s`: not at all.',
    usual.soak,
  ),
  onFailure: field(
    z.enum(onFailure, { error: 'expected stop or rollback' }),
    'Of the environment that a train ends in: what becomes of the environments and places that have the version when another one fails. `stop`: they keep it; `rollback`: they go back to the one before.',
    usual.onFailure,
  ),
  sideBySide: field(
    z
      .number({ error: 'expected how many places, such as 2' })
      .int({ error: 'expected a whole number of places' })
      .min(1, { error: 'at least one place gets a version at a time' })
      .max(mostSideBySide, { error: `at most ${mostSideBySide} places` }),
    'Of an environment with places: how many places of one ring get a version at the same time, at most.',
    usual.sideBySide,
  ),
});
type Written = z.output<typeof trainSection>;

/** Left out where nothing is said, so that plans of before keep their digest. @param bakeMs what a place says of itself */
export function trainOf(written: Written, bakeMs?: number): { train?: TrainSettings } {
  const { soak = usualTrain.soakMs, onFailure: failing = usualTrain.onFailure, sideBySide } = written;
  if (Object.keys(written).length === 0 && bakeMs === undefined) return {};
  return { train: { soakMs: bakeMs ?? soak, onFailure: failing, ...(sideBySide && { sideBySide }) } };
}

import { z } from 'zod';
import { onFailure, type TrainSettings, usualTrain } from '../domain/train.ts';
import { duration, field } from './fields.ts';

const usual = { soak: '15m', onFailure: usualTrain.onFailure } as const;

/** How a version goes on to the next environment, as the catalogue has it. Merged member by member with the levels above. */
export const trainSection = z.strictObject({
  soak: field(
    duration,
    'How long a version that goes through this environment must have been in before the next one gets it; `0s`: not at all.',
    usual.soak,
  ),
  onFailure: field(
    z.enum(onFailure, { error: 'expected stop or rollback' }),
    'Of the environment that a train ends in: what becomes of those before it when a later one fails. `stop`: they keep the version; `rollback`: they go back to the one before.',
    usual.onFailure,
  ),
});
type Written = z.output<typeof trainSection>;

/** Left out where nothing is said, so that plans of before keep their digest. */
export function trainOf(written: Written): { train?: TrainSettings } {
  const { soak = usualTrain.soakMs, onFailure: failing = usualTrain.onFailure } = written;
  return Object.keys(written).length === 0 ? {} : { train: { soakMs: soak, onFailure: failing } };
}

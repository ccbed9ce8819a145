import type { Target } from '../../src/domain/target.ts';
import { type TrainSettings, usualTrain } from '../../src/domain/train.ts';
import type { TrainInput } from '../../src/strategies/train-plan.ts';

/** Environments by their names, or the places of production by rings. */
export type TrainThrough = (
  | { stages: readonly string[] }
  /** `asking`: places that ask for an approval of their own. */
  | { rings: readonly (readonly string[])[]; asking?: readonly string[] }
) &
  Partial<TrainSettings>;

/** What a train goes through, where each target is otherwise like this one. */
export function trainInput(train: TrainThrough, target: Target): Pick<TrainInput, 'kind' | 'named' | 'targets'> {
  const { soakMs = usualTrain.soakMs, onFailure = usualTrain.onFailure, sideBySide } = train;
  const settings = { train: { soakMs, onFailure, ...(sideBySide ? { sideBySide } : {}) } };
  const [first, ...rest] = stagesOf(train).map((each) => ({ ...target, ...each, ...settings }));
  if (!first) throw new Error('a train goes somewhere');
  return { kind: 'rings' in train ? 'places' : 'environments', named: 'production', targets: [first, ...rest] };
}

function stagesOf(train: TrainThrough): Pick<Target, 'environment' | 'place'>[] {
  if ('stages' in train) return train.stages.map((environment) => ({ environment }));
  const { rings, asking = [] } = train;
  return rings.flatMap((names, ring) =>
    names.map((name) => ({ environment: `production/${name}`, place: { ring, asks: asking.includes(name) } })),
  );
}

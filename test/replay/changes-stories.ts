import { knownChanges } from '../support/changes.ts';
import type { Stage, StageOptions } from './stage.ts';

type ToTheEnd = (options: StageOptions) => () => Promise<Stage>;

/** Releases of which their source says what is in them, or that it does not know, by the name of their recording. */
export function changesStories(toTheEnd: ToTheEnd, options: Pick<StageOptions, 'strategy'>) {
  const migrations = { total: 1, first: ['db/migrations/0042.sql'], partly: true as const };
  const known = knownChanges({ migrations, lacks: 1 });
  return {
    'changes-known': toTheEnd({ ...options, beside: { changes: known } }),
    'changes-taken-back': toTheEnd({ ...options, beside: { changes: knownChanges({ takenBack: true }) } }),
    'changes-linked': toTheEnd({
      ...options,
      beside: { changes: { kind: 'linked', url: 'https://git.example/a..b' } },
    }),
    'changes-unknown': toTheEnd({
      ...options,
      beside: { changes: { kind: 'unknown', why: 'there was no answer within 2 s' } },
    }),
  };
}

import type { FiguresBefore } from '../domain/figures-before.ts';
import type { Target } from '../domain/target.ts';
import { within } from '../platform/within.ts';
import type { SourceLook } from '../providers/metrics/metric-source.ts';
import type { RequestDeps } from './deps.ts';

/** How long (ms) a plan waits for what its source of figures shows: people wait for the plan. */
const waitMs = 1000;

/**
 * What cannot be watched of a target, as its source shows it now, or that this could not be seen: no plan waits for it
 * long, and none is refused for it. Null where all can be watched.
 */
export async function figuresBefore({ figuresOf, log }: RequestDeps, target: Target): Promise<FiguresBefore | null> {
  const unseen = (why: string): FiguresBefore => ({ wrong: null, notWatched: [], unseen: why });
  const noted = (error: Error) => {
    log.debug({ service: target.service, error: error.message }, 'the source of figures was not looked at');
    return unseen(error.message);
  };
  const look = figuresOf(target).then(asFound, noted);
  return within(waitMs, look, unseen(`no answer within ${waitMs / 1000} s`));
}

function asFound({ wrong, notWatched }: SourceLook): FiguresBefore | null {
  return wrong === null && notWatched.length === 0 ? null : { wrong, notWatched: [...notWatched] };
}

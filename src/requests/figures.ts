import type { FiguresBefore } from '../domain/figures-before.ts';
import type { Target } from '../domain/target.ts';
import { within } from '../platform/within.ts';
import type { RequestDeps } from './deps.ts';

/** How long (ms) a plan waits for what its source of figures shows: people wait for the plan. */
const waitMs = 1000;

/**
 * What cannot be watched of a target, as its source shows it now. Null where all can, or where the source does not
 * answer in time: no plan waits for it, and none is refused for it.
 */
export async function figuresBefore({ figuresOf, log }: RequestDeps, target: Target): Promise<FiguresBefore | null> {
  const noted = (error: Error) => {
    log.debug({ service: target.service, error: error.message }, 'the source of figures was not looked at');
    return null;
  };
  const found = await within(waitMs, figuresOf(target).catch(noted), null);
  if (!found || (found.wrong === null && found.notWatched.length === 0)) return null;
  return { wrong: found.wrong, notWatched: [...found.notWatched] };
}

import type { Release } from '../domain/release.ts';
import { neverStarted } from './decision.ts';
import type { RunContext } from './perform.ts';
import { type Round, save, wait } from './round.ts';

/** Whoever ends the release before wakes this one: it looks by itself only for what a crash may have cut off. */
const lookAgainMs = 30_000;
/** How soon a plan is tried again that could not be made. */
const planAgainMs = 5000;

/** Makes the plan of a release that has waited, once the place is its own: what it was asked with is long past. */
export async function takeTurn(context: RunContext, release: Release, expiresAt: number): Promise<Round> {
  const { deps } = context;
  switch (await deps.store.takeTurn(release.id)) {
    case 'waits':
      return wait(release, Math.min(expiresAt, deps.clock.now() + lookAgainMs));
    case 'lost':
      return save(context, release, [neverStarted(deps.clock.now(), 'another request waits in its place')]);
    case 'has':
      return plan(context, release, expiresAt);
  }
}

async function plan(context: RunContext, release: Release, expiresAt: number): Promise<Round> {
  const { deps } = context;
  const made = await deps.planAnew(release);
  const at = deps.clock.now();
  switch (made.kind) {
    case 'planned': {
      const { kind: _, ...planned } = made;
      return save(context, release, [{ type: 'planned', at, ...planned }]);
    }
    case 'refused':
      return save(context, release, [neverStarted(at, made.reason)]);
    case 'later': {
      const known = release.phase.kind === 'queued' && release.phase.error === made.reason;
      if (!known) return save(context, release, [{ type: 'plan.retrying', at, error: made.reason }]);
      return wait(release, Math.min(expiresAt, at + planAgainMs));
    }
  }
}

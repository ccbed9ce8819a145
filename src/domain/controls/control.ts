import type { ReleaseEvent } from '../events.ts';
import type { Release } from '../release.ts';
import type { Person } from '../request.ts';

/**
 * Who may use a control. `concerned`: whoever may approve, and the requester. `approver`: only the former, since a version
 * is going back; `gate-approver`: whoever may approve this
 * release, since a gate does not let it go on: not whoever asked for it, where they may not approve it either.
 */
export type Needed = 'anybody' | 'concerned' | 'approver' | 'gate-approver';

/** Who uses a control, when (ms since the epoch), and why, where they said so. */
export interface Use {
  by: Person;
  at: number;
  reason: string | null;
}

/** One way to steer a release. Only live releases are asked about. */
export interface ControlRule {
  who(release: Release): Needed;
  /** Whether it applies to the release as it is now. */
  when(release: Release): boolean;
  /** What it writes into the log. */
  event(release: Release, use: Use): ReleaseEvent;
}

/** True while steps are run, and neither approval nor the way back is waited for. */
export function isUnderWay({ phase }: Release): boolean {
  return phase.kind === 'running';
}

/** What hinders the rollback; null where nothing does. */
export function stuckBy({ phase }: Release): string | null {
  return phase.kind === 'rolling-back' ? phase.error : null;
}

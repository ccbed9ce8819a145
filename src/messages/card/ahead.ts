import { isLooking, mayDestroy, shownAhead } from '../../domain/dry-run.ts';
import type { Release } from '../../domain/release.ts';
import { because } from '../../words/because.ts';
import { dryRunHeading, statementList } from '../../words/dry-run.ts';
import { bold, lines, nothing, say, type Words } from '../../words/words.ts';

/** What the migration would do, before anybody approves it; null where nothing is looked at before. */
export function aheadText(release: Release): Words | null {
  if (isLooking(release)) return lookingText(release);
  const found = shownAhead(release);
  if (!found) return null;
  const heading = dryRunHeading(found, 'migration');
  const list = statementList(found).map((line) => say`${line}`);
  return lines(mayDestroy(found) ? say`⚠ ${bold(heading)}` : say`Dry run of the migration: ${heading}`, ...list);
}

function lookingText({ ahead, approvals, plan }: Release): Words {
  const isRunning = ahead?.kind !== 'retrying';
  const state = isRunning
    ? say`⏳ The dry run of the migration is running. What it would do is listed here once that has ended.`
    : say`⏳ The dry run of the migration can't run yet${because(ahead.error)}.`;
  const early =
    approvals.length > 0 && plan.target.migration?.destructive !== 'allow'
      ? say`An approval given before counts if no data may be lost.`
      : nothing;
  return lines(state, early.plain === '' ? null : early);
}

import { comparesBy } from '../actions/facets.ts';
import { type Lift, liftOf, winnerOf } from '../analysis/lift.ts';
import { comparing } from '../domain/ab-test.ts';
import type { Goal, GoalSoFar, Tally } from '../domain/goal.ts';
import type { Release } from '../domain/release.ts';
import { because } from './because.ts';
import { count, counted } from './format.ts';
import { nothing, say, type Words } from './words.ts';

type Compared = Pick<Release, 'plan' | 'step' | 'done' | 'phase' | 'goal'>;

/** What the two sides of an A/B test are compared by, or were last; null where they are not. */
export function goalOf(release: Omit<Compared, 'goal'>): Goal | null {
  return comparesBy(comparing(release))?.goal ?? null;
}

/** Anything was achieved while both versions had visits; else there is nothing to tell them apart by. */
export function isCompared({ goal }: Pick<Release, 'goal'>): boolean {
  const { a, b } = liftOf(goal?.pieces ?? none).total;
  return a.successes + b.successes > 0;
}

const none: GoalSoFar['pieces'] = [];

/**
 * What the comparison has come to, without a full stop: "B +3.1 % orders (0.4 to 5.9), 14,210 visits". Empty where nothing is
 * compared.
 */
export function goalSentence(release: Compared): string {
  return found(release).plain;
}

/** The same as a sentence that says whether it is a result; nothing where nothing is compared. */
export function goalResult(release: Compared): Words {
  const words = found(release);
  if (words.plain === '') return nothing;
  const winner = winnerOf(liftOf(release.goal?.pieces ?? none));
  return winner === null ? say`No result: ${words}.` : say`Result: ${words}.`;
}

/** How far it is, which is no verdict; nothing where nothing is compared, or not yet. */
export function goalSoFar(release: Compared): Words {
  const words = release.goal ? found(release) : nothing;
  if (words.plain === '') return nothing;
  const { missing, pieces } = release.goal ?? { missing: null, pieces: none };
  const silent =
    missing === null || pieces.length === 0 ? nothing : say` Nothing is counted at present${because(missing)}.`;
  return say`So far: ${words}.${silent}`;
}

function found(release: Compared): Words {
  const { goal: soFar } = release;
  const goal = goalOf(release);
  if (!goal) return nothing;
  const { pieces, missing } = soFar ?? { pieces: none, missing: null };
  const lift = liftOf(pieces);
  const { a, b } = lift.total;
  if (a.visits === 0 || b.visits === 0) return say`no ${goal.name} were compared${because(missing)}`;
  const { factor, high } = lift;
  if (factor === null || high === null)
    return say`too few ${goal.name} to compare (A ${of(a, goal)}, B ${of(b, goal)})`;
  const all = counted(a.visits + b.visits, visitsOf(goal));
  return say`B ${signed(factor)} % ${goal.name} (${interval(lift.low, high)}), ${all}`;
}

function of({ successes, visits }: Tally, goal: Goal): string {
  return `${count(successes)} in ${counted(visits, visitsOf(goal))}`;
}

function visitsOf({ visits }: Goal): string {
  return visits ? 'visit' : 'request';
}

/** "0.4 to 5.9", "−2.1 to 4.6": percent. */
function interval(low: Lift['low'], high: number): string {
  return `${percent(low)} to ${percent(high)}`;
}

/** 1.031 → "+3.1". */
function signed(factor: number): string {
  const text = percent(factor);
  return text.startsWith('−') || text === '0' ? text : `+${text}`;
}

/** 0.979 → "−2.1": what a factor is in percent more or less. */
function percent(factor: number): string {
  const value = (factor - 1) * 100;
  const size = Math.abs(value) >= 100 ? count(Math.abs(value)) : Math.abs(value).toFixed(1).replace(/\.0$/, '');
  return value < 0 && size !== '0' ? `−${size}` : size;
}

import type { Plan } from '../domain/plan.ts';
import { paceWords } from '../domain/rollback.ts';
import type { Verdict } from '../domain/verdict.ts';
import { wishWords } from './flags.ts';

type About = Pick<Plan, 'flag' | 'from' | 'to'>;

/** What changes, from what to what: "2.4.0 → 2.4.1", "new-pricing 5 % → 25 %". */
export function changeOf({ flag, from, to }: About): string {
  if (!flag) return `${from.version} → ${to.version}`;
  return `${flag.flag} ${wishWords(flag.to, flag.from)} → ${wishWords(flag.to)}`;
}

/** By which strategy, and of a version that comes back how fast: "at once (blue-green)". */
export function howOf({ rollback, strategy }: Pick<Plan, 'rollback' | 'strategy'>): string {
  return rollback ? `${paceWords[rollback.pace]} (${strategy})` : strategy;
}

/** The same of a plan, which may be about several services: "3 services". */
export function changeIn(plan: About & Pick<Plan, 'train'>): string {
  return plan.train?.kind === 'set' ? plan.to.version : changeOf(plan);
}

/**
 * Whose figures are measured: the new version's, or the whole service's where only a flag changes, or what it served with a
 * flag on: "pricing with new-pricing on".
 * @param compared that flag; undefined where its requests are not told apart
 */
export function measuredName({ flag, to, target }: About & Pick<Plan, 'target'>, compared?: string): string {
  if (compared !== undefined) return `${target.service} with ${compared} on`;
  return flag ? target.service : to.version;
}

/** The flag whose requests a verdict tells apart; undefined where it is on versions. */
export function comparedBy(verdict: Verdict | null): string | undefined {
  return verdict?.findings.find(({ flag }) => flag !== undefined)?.flag;
}

/** What is so where nothing was changed: "2.4.0 keeps running", "new-pricing stays at 5 %". */
export function keepsRunning({ flag, from, train }: About & Pick<Plan, 'train'>): string {
  if (train?.kind === 'set') return 'Every service keeps what it runs';
  if (!flag) return `${from.version} keeps running`;
  const was = wishWords(flag.to, flag.from);
  return `${flag.flag} stays ${was === 'off' ? was : `at ${was}`}`;
}

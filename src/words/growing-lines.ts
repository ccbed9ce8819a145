import {
  copiedToCandidate,
  facetsOf,
  flagMove,
  isSticky,
  sentToCandidate,
  watches,
  watchMs,
  workloadChange,
} from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { flagShare, variantWords } from './flags.ts';
import { duration, durations, share } from './format.ts';
import { sharedOut } from './traffic.ts';
import { join, nothing, say, toWords, type Words } from './words.ts';

/** "copies of 10 → 100 % of requests to 2.4.1, watching for 5 min each". */
export function describeCopies(actions: readonly Action[], { to }: Plan): Words {
  const percents = actions.map(copiedToCandidate).filter((percent) => percent !== null);
  const bakes = actions.map(watchMs).filter((ms) => ms !== null);
  const grown = [...percents.slice(0, -1).map(trimShare), share(percents.at(-1) ?? 0)].join(' → ');
  return join([say`copies of ${grown} of requests to ${to.version}`, watching(bakes)], ', ');
}

/** "requests with header x-ab: b to 2.4.1, watching for 1 h". */
export function describeMarked(actions: readonly Action[], plan: Plan): Words {
  const marked = actions.filter((action) => !watches(action)).map((action) => facetsOf(action).describe(action, plan));
  return join([...marked, watching(actions.map(watchMs).filter((ms) => ms !== null))], ', ');
}

/** "traffic 5 % → 25 → 100, sticky, watching for 2 min each", "watch for 2 min". */
export function describeTraffic(actions: readonly Action[], plan: Plan): Words {
  const shares = actions.map(sentToCandidate).filter((percent) => percent !== null);
  const bakes = actions.map(watchMs).filter((ms) => ms !== null);
  const [first, ...more] = shares;
  if (first === undefined)
    return join(
      actions.map((action) => facetsOf(action).describe(action, plan)),
      ', then ',
    );
  const traffic = toWords(`${sharedOut(plan)} ${share(first)}${more.map((each) => ` → ${trimShare(each)}`).join('')}`);
  // What is watched with the same share all along is one stretch for people.
  const stretches = shares.length === 1 && bakes.length > 1 ? [bakes.reduce((sum, ms) => sum + ms, 0)] : bakes;
  const sticky = actions.some(isSticky) ? toWords('sticky') : nothing;
  return join([traffic, sticky, watching(stretches)], ', ');
}

/** "2.4.1 on 1 → 2 → 4 of 4 pods, watching for 2 to 10 min each". */
export function describePartitions(actions: readonly Action[], { to }: Plan): Words {
  const changes = actions.map(workloadChange).filter((change) => change !== null);
  const grown = changes.map(({ pods, replicas }) => pods ?? replicas).join(' → ');
  const bakes = actions.map(watchMs).filter((ms) => ms !== null);
  return join([say`${to.version} on ${grown} of ${changes.at(-1)?.replicas ?? 0} pods`, watching(bakes)], ', ');
}

/** "database orders: back up, dry run, migrate, verify". */
export function describeMigration(actions: readonly Action[], plan: Plan): Words {
  const [only, ...more] = actions;
  if (only && more.length === 0) return facetsOf(only).describe(only, plan);
  const { migration, service } = plan.target;
  const done = actions.map((action) =>
    toWords(facetsOf(action).brief?.(action) ?? facetsOf(action).describe(action, plan)),
  );
  return say`database ${migration?.database ?? service}: ${join(done, ', ')}`;
}

/** "new-pricing off", "new-pricing 0 → 5 → 25 → 100 %, watching for 2 min each". */
export function describeFlags(steps: readonly Step[]): Words {
  const moves = steps.flatMap(({ action }) => flagMove(action) ?? []);
  const bakes = steps.map(({ action }) => watchMs(action)).filter((ms) => ms !== null);
  const each = [...new Set(moves.map(({ flag }) => flag))].map((flag) => {
    const own = moves.filter((move) => move.flag === flag);
    if (bakes.length === 0) return flagShare(flag, own.at(-1)?.share ?? null);
    const last = own.at(-1)?.change;
    if (last?.kind === 'set' && last.variants) return say`${flag} ${variantWords(last.variants)}`;
    const members = own
      .flatMap(({ change }) => (change?.kind === 'set' && change.segments ? [change.segments] : []))
      .at(-1);
    const grown = own.filter(({ change }) => change?.kind !== 'set' || !change.segments);
    const shares = [grown[0]?.was ?? null, ...grown.map((move) => move.share)].filter((percent) => percent !== null);
    const first = members ? `for ${members.join(', ')}, then ` : '';
    return toWords(`${flag} ${first}${shares.map(trimShare).join(' → ')} %`);
  });
  return join([join(each, ' and '), watching(bakes)], ', ');
}

function watching(bakes: readonly number[]): Words {
  const [only, ...more] = bakes;
  if (only === undefined) return nothing;
  if (more.length === 0) return toWords(`watching for ${duration(only)}`);
  return toWords(`watching for ${durations(Math.min(...bakes), Math.max(...bakes))} each`);
}

function trimShare(percent: number): string {
  return share(percent).replace(' %', '');
}

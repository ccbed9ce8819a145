import { signalKinds } from '../analysis/signals/index.ts';
import { units } from '../analysis/signals/units.ts';
import type { Plan } from '../domain/plan.ts';
import type { Finding, Verdict } from '../domain/verdict.ts';
import { count, counted, roundCount } from './format.ts';
import { lately, limitWords } from './limits.ts';
import { comparedBy, measuredName } from './subject.ts';
import { nothing, say, type Words } from './words.ts';

type Inconclusive = Extract<Verdict, { kind: 'inconclusive' }>;

/** Too few requests, or enough of them and too close to a limit. @param within " in 3 min 20 s", or nothing */
export function notEnough(verdict: Inconclusive, plan: Plan, within: Words): Words {
  const measured = measuredName(plan, comparedBy(verdict));
  const { seen, wanted } = verdict;
  const close = tooClose(verdict, plan);
  if (!close)
    return say`Only ${counted(seen, 'request')} reached ${measured}${within}: too few to tell (needs at least ${count(wanted)}).`;
  const { unit, words } = signalKinds[close.metric];
  const what = words.ofVersion(measured);
  const figure = units[unit].show(close.candidate);
  const basis = say`${figure} of ${counted(close.requests, 'request')}${lately(close)}; the limit is ${limitWords(close, plan)}`;
  return say`${what} is too close to the limit to tell: ${basis}${needs(verdict)}.`;
}

/** Both versions are over a limit at the same time, with the figures of both. */
export function bothOver(verdict: Inconclusive, plan: Plan): Words {
  const compared = comparedBy(verdict);
  const open = say`there's no telling whether ${measuredName(plan, compared)} is healthy`;
  const shared = verdict.findings.find(({ state }) => state === 'shared');
  if (!shared) return say`${over(plan, 'a', compared)}, so ${open}.`;
  const { unit, words } = signalKinds[shared.metric];
  const { show } = units[unit];
  const figures = bothFigures(plan, [show(shared.candidate), show(shared.stable)], compared);
  return say`${over(plan, 'the', compared)}, so ${open}. ${words.clause}${lately(shared)}: ${figures}; the limit is ${limitWords(shared, plan)}.`;
}

function bothFigures({ from, to, flag }: Plan, [ours, theirs]: [string, string], compared: string | undefined): Words {
  if (compared !== undefined) return say`${ours} with ${compared} on and ${theirs} with it off`;
  return flag ? say`${ours} now and ${theirs} before` : say`${ours} on ${to.version} and ${theirs} on ${from.version}`;
}

/** Who is over which limit: "Both versions are over a limit". */
export function over({ flag, target }: Plan, which: 'a' | 'the', compared: string | undefined): string {
  if (compared !== undefined) return `${target.service} is over ${which} limit, with ${compared} on and with it off`;
  return flag
    ? `${target.service} is over ${which} limit, and was before the flag moved`
    : `Both versions are over ${which} limit`;
}

/** Logs of before do not say what it needs: what they have as `wanted` was not reckoned. */
function needs({ seen, wanted, attainable }: Inconclusive): Words {
  if (attainable === undefined) return nothing;
  // Reckoned from a ratio that may have been lucky so far: no more than the least that it takes.
  // What is left and not the whole: rounded, the whole would leap by more than what has come.
  return attainable
    ? say` (needs at least ${roundCount(wanted - seen)} more requests)`
    : say` (even ${roundCount(wanted)} requests would not be enough)`;
}

/** What is too close to its limit, where it is that; logs of before do not name it. */
function tooClose(verdict: Inconclusive, { target }: Plan): Finding | null {
  if (verdict.close) return verdict.close;
  const { minRequests } = target.analysis;
  const open = ({ state, limit, requests }: Finding) => state === 'unsure' && limit !== null && requests >= minRequests;
  return verdict.seen < minRequests ? null : (verdict.findings.find(open) ?? null);
}

import { signalKinds } from '../analysis/signals/index.ts';
import { units } from '../analysis/signals/units.ts';
import type { Plan } from '../domain/plan.ts';
import type { Finding, Verdict } from '../domain/verdict.ts';
import { count, counted, roundCount } from './format.ts';
import { lately, limitWords } from './limits.ts';
import { nothing, say, type Words } from './words.ts';

type Inconclusive = Extract<Verdict, { kind: 'inconclusive' }>;

/** Too few requests, or enough of them and too close to a limit. @param within " in 3 min 20 s", or nothing */
export function notEnough(verdict: Inconclusive, plan: Plan, within: Words): Words {
  const { to } = plan;
  const { seen, wanted } = verdict;
  const close = tooClose(verdict, plan);
  if (!close)
    return say`Only ${counted(seen, 'request')} reached ${to.version}${within}: too few to tell (needs at least ${count(wanted)}).`;
  const { unit, words } = signalKinds[close.metric];
  const what = words.ofVersion(to.version);
  const figure = units[unit].show(close.candidate);
  const basis = say`${figure} of ${counted(close.requests, 'request')}${lately(close)}; the limit is ${limitWords(close, plan)}`;
  return say`${what} is too close to the limit to tell: ${basis}${needs(verdict)}.`;
}

/** Both versions are over a limit at the same time, with the figures of both. */
export function bothOver({ findings }: Inconclusive, plan: Plan): Words {
  const { from, to } = plan;
  const open = say`there's no telling whether ${to.version} is healthy`;
  const shared = findings.find(({ state }) => state === 'shared');
  if (!shared) return say`Both versions are over a limit, so ${open}.`;
  const { unit, words } = signalKinds[shared.metric];
  const { show } = units[unit];
  const figures = say`${show(shared.candidate)} on ${to.version} and ${show(shared.stable)} on ${from.version}`;
  return say`Both versions are over the limit, so ${open}. ${words.clause}${lately(shared)}: ${figures}; the limit is ${limitWords(shared, plan)}.`;
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

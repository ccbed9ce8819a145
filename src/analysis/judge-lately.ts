import type { Signal } from '../domain/target.ts';
import type { Finding, Sample, Stretch } from '../domain/verdict.ts';
import { findingOf } from './findings.ts';
import type { Level } from './rates.ts';
import { lately } from './recent.ts';
import { sumSamples } from './samples.ts';
import { signalKinds } from './signals/index.ts';
import type { Watched } from './signals/of-target.ts';

/** Below this chance, what was seen lately is open to doubt, though it may be no more than the worst of many looks. */
const doubtful = 0.001;

/**
 * What keeps the candidate from being called good in its most recent looks: findings that are bad at the level of their
 * stretch, and unsure or shared ones where there were requests enough and it is hardly chance. A rise that starts late is
 * seen in these long before it shows in the whole.
 */
export function judgeLately({ signals, minRequests }: Watched, recent: readonly Stretch[]): Finding[] {
  return lately(recent).flatMap(({ samples, spanMs, level }) =>
    signalsOver(signals, samples).flatMap((signal): Finding[] => {
      const judged = (at: Level) => findingOf(signal, minRequests, samples, at);
      const finding = judged({ worse: level, over: level });
      if (finding.state === 'bad') return [{ ...finding, spanMs }];
      const doubt = doubtIn(judged);
      return doubt && doubt.requests >= minRequests ? [{ ...doubt, spanMs }] : [];
    }),
  );
}

/** Over the limit, hardly by chance, and either worse than stable, hardly by chance, or no more so than stable. */
function doubtIn(judged: (level: Level) => Finding): Finding | null {
  const doubt = judged({ worse: doubtful, over: doubtful });
  if (doubt.state === 'bad') return { ...doubt, state: 'unsure' };
  const over = doubt.state === 'shared' && judged({ worse: 1, over: doubtful }).state === 'bad';
  return over ? doubt : null;
}

/** Most of the time nothing is over its limit, and ten thousand releases are looked at: this is cheap, a judge is not. */
function signalsOver(signals: readonly Signal[], samples: readonly Sample[]): Signal[] {
  const totals = sumSamples(samples);
  return signals.filter(({ name, limit }) => signalKinds[name].judging.isOver(limit, totals));
}

import type { Signal } from '../domain/target.ts';
import type { Finding, Sample } from '../domain/verdict.ts';
import type { Level } from './rates.ts';
import { signalKinds } from './signals/index.ts';
import type { Watched } from './signals/of-target.ts';

/** What its judge says of one signal over a stretch of samples, at the given level of doubt. */
export function findingOf(signal: Signal, minRequests: number, samples: readonly Sample[], level: Level): Finding {
  const { name, limit } = signal;
  const judge = signalKinds[name].judging.judges[signal.judge];
  const flag = samples.at(-1)?.flag;
  return { metric: name, ...judge({ limit, minRequests, level }, samples), ...(flag === undefined ? {} : { flag }) };
}

/** The same of each signal. */
export function findingsOf({ signals, minRequests }: Watched, samples: readonly Sample[], level: Level): Finding[] {
  return signals.map((signal) => findingOf(signal, minRequests, samples, level));
}

import type { AnalysisSettings, Query, Signal, Target } from '../../domain/target.ts';
import { type SignalName, signalKinds, signalNames } from './index.ts';

/** What is judged of a release: signals, and how many requests each version must have served. */
export interface Watched {
  signals: readonly Signal[];
  minRequests: number;
}

/** What a target watches, as far as its source answers. @param answers to what */
export function watchedOf(target: Pick<Target, 'analysis' | 'metrics'>, answers: readonly Query[]): Watched {
  const signals = signalsOf(target).filter(({ query }) => answers.includes(query));
  return { signals, minRequests: target.analysis.minRequests };
}

export function signalsOf({ analysis, metrics }: Pick<Target, 'analysis' | 'metrics'>): readonly Signal[] {
  return signalNames.flatMap((name) => {
    const { before } = signalKinds[name].setting;
    return before === null ? [] : [signalOf(name, metrics.kind, analysis.judge, analysis[before])];
  });
}

function signalOf(name: SignalName, source: string, judge: AnalysisSettings['judge'], limit: number): Signal {
  const { query, unit } = signalKinds[name];
  return { name, source, query, unit, judge, limit };
}

/** What a target bears of one signal, as in `Signal`; null where it does not watch it. */
export function limitIn(target: Pick<Target, 'analysis' | 'metrics'>, name: SignalName): number | null {
  return signalsOf(target).find((signal) => signal.name === name)?.limit ?? null;
}

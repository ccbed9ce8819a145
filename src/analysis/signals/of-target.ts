import type { AnalysisSettings, Query, Signal, Target } from '../../domain/target.ts';
import { type SignalName, signalKinds, signalNames } from './index.ts';

/** What says which signals a target watches. */
type Watching = Pick<Target, 'analysis' | 'metrics' | 'signals'>;

/** What is judged of a release: signals, and how many requests each version must have served. */
export interface Watched {
  signals: readonly Signal[];
  minRequests: number;
}

/** What a target watches, as far as its source answers. @param answers to what */
export function watchedOf(target: Watching, answers: readonly Query[]): Watched {
  const signals = signalsOf(target).filter(({ query }) => answers.includes(query));
  return { signals, minRequests: target.analysis.minRequests };
}

/** What a target watches. One that was stored before there was a list means the signals that had a limit then. */
export function signalsOf({ signals, analysis, metrics }: Watching): readonly Signal[] {
  return (
    signals ??
    listed({ source: metrics.kind, judge: analysis.judge, limitOf: ({ before }) => before && analysis[before] })
  );
}

type Setting = (typeof signalKinds)[SignalName]['setting'];

/** What all signals of a list have in common. */
interface Listing {
  /** The kind of the metric source. */
  source: string;
  judge: AnalysisSettings['judge'];
  /** How much is borne of a signal, as in `Signal`; null leaves it out. */
  limitOf(setting: Setting): number | null;
}

/** The signals that have a limit, in the order of their record. */
export function listed({ source, judge, limitOf }: Listing): Signal[] {
  return signalNames.flatMap((name) => {
    const { query, unit, setting } = signalKinds[name];
    const limit = limitOf(setting);
    return limit === null ? [] : [{ name, source, query, unit, judge, limit }];
  });
}

/** What a target bears of one signal, as in `Signal`; null where it does not watch it. */
export function limitIn(target: Watching, name: SignalName): number | null {
  return signalsOf(target).find((signal) => signal.name === name)?.limit ?? null;
}

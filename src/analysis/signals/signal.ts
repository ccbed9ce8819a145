import type { z } from 'zod';
import type { AnalysisSettings, Query, SpelledOut } from '../../domain/target.ts';
import type { Comparison, Figures, Sample } from '../../domain/verdict.ts';
import type { Words } from '../../words/words.ts';
import type { Level } from '../rates.ts';
import type { Totals } from '../samples.ts';
import type { Unit } from './units.ts';

/** What a judge is asked of one signal. */
export interface Question {
  /** How much is borne, as the catalogue says it: a figure in the signal's unit, or how many times stable's. */
  limit: number;
  /** Requests that a track must have served before anything good is said of it. */
  minRequests: number;
  level: Level;
}

/** What a judge says of one signal over a stretch of samples. */
export type SignalJudge = (question: Question, samples: readonly Sample[]) => Comparison;

/** Every judge that the catalogue can name: `baseline` compares with stable at the same time, `threshold` does not. */
export type Judges = Readonly<Record<AnalysisSettings['judge'], SignalJudge>>;

/** How it is judged. Limits are as in `Question`. */
export interface SignalJudging {
  judges: Judges;
  /** By which of them it can send a release back. By the others its figures are only shown, so nothing is promised of it. */
  decidedBy: Readonly<Record<AnalysisSettings['judge'], boolean>>;
  /** Whether its figures as they are lie over the limit. Cheap: asked of every stretch before any judge is. */
  isOver(limit: number, totals: Totals): boolean;
  /** The limit in the signal's unit where it is known before anything is measured, or null. */
  fixedLimit(limit: number): number | null;
  /** What a hold says where stable shows it and a candidate that serves does not; null where that cannot be. */
  gone: string | null;
}

/** What the catalogue may say of it, under `analysis`. */
export interface SignalSetting<Key extends string> {
  key: Key;
  /** As it is written → the limit. */
  schema: z.ZodType<number, string>;
  /** As it would be written. */
  usual: string;
  description: string;
  /** Where targets that have no list of signals keep the limit; null where they have none: it came after the list. */
  before: SpelledOut | null;
}

/** How it is told; a figure by itself is shown by its unit. */
export interface SignalWords {
  /** Begins a line: "Errors". */
  heading: string;
  /** Begins a clause: "Error rate". */
  clause: string;
  /** In a sentence: "the error rate". */
  inSentence: string;
  /** Where its source does not tell it: "latency is not watched". */
  unwatched: string;
  /** Of one version, at the beginning of a sentence: "The error rate of 2.4.1". */
  ofVersion(version: string): Words;
  /** Of one version, with its verb: "Errors on 2.4.1 were". */
  were(version: string): Words;
  /** "2.1 % of 61 requests", "619 ms over 61 requests". */
  preposition: 'of' | 'over';
  /** "4.2 × those of 2.4.0", "2 × that of 2.4.0". */
  pronoun: 'those' | 'that';
  /** Whether a stable figure of 0 is said to be "none in 61 requests". */
  countsUp: boolean;
  /** The candidate's figure in what the thread says of a step: "0.1 % errors of 61 requests". */
  found(value: number, figures: Figures): Words;
  /** The limit that was judged, and where it comes from. @param limit as in `Question`; null where it is not known */
  limit(judged: { limit: number; stable: number | null }, limit: number | null): Words;
  /** The limit before anything is measured: "≤ 1 %". @param limit as in `Question` */
  promise(limit: number, beside: 'stable' | 'before' | 'off'): Words;
  /** What one should know of that limit; null where it says it all. */
  promiseNote: string | null;
  /** What it came to for users until they were back: "about 12 of the 400 requests that 2.4.1 served failed". */
  toll: ((figures: Figures, version: string) => Words) | null;
  /** Under the chart's title. */
  subtitle: string;
}

/** Members of a report's figures of one version, by name. */
export type Reported = Readonly<Record<string, number | null>>;

/** What of it stands in the report. */
export interface SignalReport {
  /** Its members in the JSON form. Only ever add some. */
  shape: Readonly<Record<string, z.ZodType<number | null>>>;
  of(figures: Figures): Reported;
  /** The member that is the signal's own figure. */
  figure: string;
  /** Rows of the table: what, and its value. */
  rows(reported: Reported): readonly (readonly [label: string, value: string])[];
  /** What the report says first where it grew; null where it did not, or nobody can tell. */
  grew(before: Reported & { requests: number }, after: Reported & { requests: number }): Words | null;
}

/** All that is known of one signal. Pure. */
export interface SignalKind<Key extends string = string> {
  unit: Unit;
  /** What a source is asked for it. */
  query: Query;
  /** The figure of one version in the signal's unit; null where there is nothing to say it of. */
  figureOf(figures: Figures): number | null;
  judging: SignalJudging;
  setting: SignalSetting<Key>;
  words: SignalWords;
  report: SignalReport;
}

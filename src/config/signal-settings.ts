import type { z } from 'zod';
import { type SignalName, signalKinds } from '../analysis/signals/index.ts';
import { listed } from '../analysis/signals/of-target.ts';
import type { AnalysisSettings, Query, Signal, SpelledOut } from '../domain/target.ts';
import { field } from './fields.ts';

type Key = (typeof signalKinds)[SignalName]['setting']['key'];

/** Limits by the signals' keys. */
export type Limits = Readonly<Record<Key, number>>;

const settings = Object.values(signalKinds).map(({ setting }) => setting);

/** What may be said of each signal under `analysis`: how much is borne. */
export const signalSettings = Object.fromEntries(
  settings.map(({ key, schema, description, usual }) => [key, field(schema, description, usual)]),
) as Record<Key, z.ZodOptional<z.ZodType<number, string>>>;

/** What holds where nothing is said, as it would be written. */
export const usualSignalSettings = Object.fromEntries(settings.map(({ key, usual }) => [key, usual])) as Record<
  Key,
  string
>;

/** The limits that have a member of their own in a target. */
export function spelledOut(limits: Limits): Record<SpelledOut, number> {
  const members = settings.flatMap(({ key, before }) => (before === null ? [] : [[before, limits[key]] as const]));
  return Object.fromEntries(members) as Record<SpelledOut, number>;
}

/** The signals that a target lists: those for which its source answers what is asked. */
export function listedIn(
  said: Limits & Pick<AnalysisSettings, 'judge'>,
  source: string,
  answers: readonly Query[],
): Signal[] {
  const all = listed({ source, judge: said.judge, limitOf: ({ key }) => said[key] });
  return all.filter(({ query }) => answers.includes(query));
}

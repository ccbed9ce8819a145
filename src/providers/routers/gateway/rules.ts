import { z } from 'zod';
import type { KubeObject } from '../../../platform/kube.ts';
import type { NotedRule } from '../table/undo.ts';
import { weightOf } from '../table/weight.ts';

const backendSchema = z.looseObject({
  group: z.string().optional(),
  kind: z.string().optional(),
  name: z.string(),
  namespace: z.string().optional(),
  weight: z.number().optional(),
});
export type Backend = z.infer<typeof backendSchema>;

const ruleSchema = z.looseObject({ name: z.string().optional(), backendRefs: z.array(backendSchema).optional() });
export type Rule = z.infer<typeof ruleSchema>;

const specSchema = z.looseObject({ rules: z.array(ruleSchema).optional() });

/** The rules of an HTTPRoute as they are, foreign fields included. Throws a ZodError for malformed ones. */
export function rulesOf(httpRoute: KubeObject): Rule[] {
  return specSchema.parse(httpRoute['spec'] ?? {}).rules ?? [];
}

export function withRules(httpRoute: KubeObject, rules: Rule[]): KubeObject {
  return { ...httpRoute, spec: { ...(httpRoute['spec'] as object), rules } };
}

/** Tells stable's and the candidate's backends apart. Both are Services of the route's own namespace. */
export interface Tracks {
  isStable(backend: Backend): boolean;
  isCandidate(backend: Backend): boolean;
  /** The candidate's backend beside this one, weight apart. */
  asCandidate(stable: Backend): Backend;
}

/** @param names of the Services */
export function tracksOf(names: { stable: string; candidate: string }, namespace: string): Tracks {
  const is = (name: string) => (backend: Backend) =>
    backend.name === name &&
    (backend.namespace ?? namespace) === namespace &&
    (backend.group ?? '') === '' &&
    (backend.kind ?? 'Service') === 'Service';
  return {
    isStable: is(names.stable),
    isCandidate: is(names.candidate),
    asCandidate: ({ weight: _, ...stable }) => ({ ...stable, name: names.candidate }) as Backend,
  };
}

/** As the API has it: a backend without a weight has 1. */
export const weightIn = ({ weight }: Backend): number => weight ?? 1;

/** The largest weight that the API takes. */
const largest = 1_000_000;

/**
 * By how much all weights of a rule with backends of the user's own are multiplied, so that one hundredth of stable's is a
 * whole number and the proportions stay. 1 for weights that have been multiplied already.
 */
function factorOf(stable: number, others: readonly number[]): number {
  if (stable <= 0 || stable >= 100) return 1;
  return Math.max(1, Math.min(100, Math.floor(largest / Math.max(stable, ...others))));
}

/**
 * A rule with `percent` (0 to 100) of stable's traffic for the candidate. Other backends keep their part of all.
 * @param alone what both weigh together where there are no others
 */
export function divide(rule: Rule, tracks: Tracks, percent: number, alone = 100): Rule {
  const { all, stable, others, together } = partsOf(rule, tracks);
  if (!stable) return rule;
  const factor = others.length === 0 ? 1 : factorOf(together, others.map(weightIn));
  const whole = others.length === 0 ? alone : together * factor;
  const weight = weightOf(percent, whole);
  const pair = [
    { ...stable, weight: whole - weight },
    { ...tracks.asCandidate(stable), weight },
  ];
  const backendRefs = all.flatMap((each) => {
    if (each === stable) return pair;
    if (tracks.isCandidate(each)) return [];
    return [factor === 1 ? each : { ...each, weight: weightIn(each) * factor }];
  });
  return { ...rule, backendRefs };
}

/**
 * A rule without the candidate. Weights that nobody has changed since are as they were; where somebody has, the others stay as
 * they are now, and stable has what both tracks had together.
 */
export function undivide(rule: Rule, tracks: Tracks, noted: NotedRule | null): Rule {
  const { all, stable, others, together } = partsOf(rule, tracks);
  const rest = all.filter((each) => !tracks.isCandidate(each));
  if (!stable || rest.length === all.length) return rule;
  if (others.length === 0) return { ...rule, backendRefs: [weighing(stable, noted?.weight ?? null)] };
  const before = noted?.others ?? [];
  const [was, theirs] = [noted?.weight ?? 1, before.map((each) => each ?? 1)];
  const factor = factorOf(was, theirs);
  const asLeft =
    others.length === before.length && others.map(weightIn).join() === theirs.map((w) => w * factor).join();
  if (!noted || !asLeft || together !== was * factor) {
    return { ...rule, backendRefs: rest.map((each) => (each === stable ? weighing(stable, together) : each)) };
  }
  const back = new Map(others.map((each, index) => [each, weighing(each, before[index] ?? null)]));
  return { ...rule, backendRefs: rest.map((each) => back.get(each) ?? weighing(stable, noted.weight)) };
}

/** What stable and the other backends of the user's weigh. */
export function weightsIn(rule: Rule, tracks: Tracks): Pick<NotedRule, 'weight' | 'others'> {
  const { stable, others } = partsOf(rule, tracks);
  const weights = others.map(({ weight = null }) => weight);
  return { weight: stable?.weight ?? null, ...(weights.length > 0 ? { others: weights } : {}) };
}

/** Whether one hundredth of stable's traffic can be written beside the weights of the user's other backends. */
export function isFineEnough(rule: Rule, tracks: Tracks): boolean {
  const { others, together } = partsOf(rule, tracks);
  return others.length === 0 || together * factorOf(together, others.map(weightIn)) >= 100;
}

/** Percent of what both tracks have together that the candidate has. */
export function shareOf(rule: Rule, tracks: Tracks): number {
  const { candidates, together } = partsOf(rule, tracks);
  return together === 0 ? 0 : (100 * sum(candidates)) / together;
}

function partsOf({ backendRefs: all = [] }: Rule, tracks: Tracks) {
  const stable = all.find(tracks.isStable);
  const candidates = all.filter(tracks.isCandidate);
  const others = all.filter((each) => each !== stable && !tracks.isCandidate(each));
  return { all, stable, candidates, others, together: sum(candidates) + (stable ? weightIn(stable) : 0) };
}

function weighing({ weight: _, ...backend }: Backend, weight: number | null): Backend {
  return (weight === null ? backend : { ...backend, weight }) as Backend;
}

function sum(backends: readonly Backend[]): number {
  return backends.reduce((total, each) => total + weightIn(each), 0);
}

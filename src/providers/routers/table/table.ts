import type { Mark } from '../../../domain/route.ts';
import type { FieldPath } from '../../../platform/kube/ownership.ts';
import type { KubeObject, ObjectRef } from '../../../platform/kube.ts';
import type { NotedRule } from './undo.ts';

/**
 * An object of the user's whose rules say where requests go, some of them to stable: a VirtualService, an HTTPRoute. All
 * but `rules` is pure and never throws; what it is given stays as it is.
 */
export interface RouteTable<R> {
  readonly ref: ObjectRef;
  /** Where the rules stand in it, as `managedFields` names it. */
  readonly path: FieldPath;
  /** What its users call a rule. */
  readonly word: 'route' | 'rule';
  /** As they are, foreign fields included. Throws a ZodError for malformed ones. */
  rules(object: KubeObject): R[];
  withRules(object: KubeObject, rules: R[]): KubeObject;
  nameOf(rule: R): string | undefined;
  /** By what a rule is found again that has been moved; undefined where only its place tells. */
  keyOf(rule: R): string | undefined;
  /** Made by Sluice for requests with a mark: it leads to the candidate alone. */
  isOurs(rule: R): boolean;
  /** Its traffic is divided: it leads to stable, and is one of those that the settings choose. @param index among the user's */
  isDivided(rule: R, index: number): boolean;
  /** It knows the candidate, be it with nothing. */
  leads(rule: R): boolean;
  /** Percent (0 to 100) of what stable and candidate have together that the candidate has. */
  share(rule: R): number;
  /** Copies of its requests go to the candidate. */
  isMirrored(rule: R): boolean;
  weights(rule: R): Pick<NotedRule, 'weight' | 'others'>;
  /** With `percent` (0 to 100) of stable's traffic for the candidate. */
  divide(rule: R, percent: number): R;
  /** Without the candidate; null where nothing was noted. */
  undivide(rule: R, noted: NotedRule | null): R;
  /** A copy of it for the requests with the mark, to the candidate alone; null where none of its requests can have it. */
  marked(rule: R, mark: Mark): R | null;
  /** With copies of `percent` (0 to 100) of its requests for the candidate. */
  mirror(rule: R, percent: number): R;
}

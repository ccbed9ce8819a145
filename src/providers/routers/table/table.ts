import type { Mark } from '../../../domain/route.ts';
import type { FieldPath } from '../../../platform/kube/ownership.ts';
import type { KubeObject, ObjectRef } from '../../../platform/kube.ts';
import type { NotedRule } from './undo.ts';

/** A `Set-Cookie` header for the answers of each track. */
export interface Cookies {
  stable: string;
  candidate: string;
}

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
  /** Made by Sluice, for requests with a mark or with a cookie of a release. */
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
  /**
   * With `percent` (0 to 100) of stable's traffic for the candidate.
   * @param whole what both weigh together where there is nobody else; 100 without it
   */
  divide(rule: R, percent: number, whole?: number): R;
  /** Without the candidate; null where nothing was noted. */
  undivide(rule: R, noted: NotedRule | null): R;
  /** A copy of it for the requests with the mark, to the candidate alone; null where none of its requests can have it. */
  marked(rule: R, mark: Mark): R | null;
  /** The same for the requests with one of a release's cookies, divided as it is; null where none can have it. */
  forCookie(rule: R, mark: Mark): R | null;
  /** With these cookies for those whom it leads to a track; null takes Sluice's away. */
  withCookies(rule: R, cookies: Cookies | null): R;
  /** With copies of `percent` (0 to 100) of its requests for the candidate. */
  mirror(rule: R, percent: number): R;
}

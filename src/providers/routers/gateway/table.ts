import { canonicalJson } from '../../../domain/json.ts';
import { candidateService } from '../../../domain/names.ts';
import type { Target } from '../../../domain/target.ts';
import { sha256 } from '../../../platform/digest.ts';
import { type GatewayConfig, httpRouteRef } from '../kinds/gateway.ts';
import type { RouteTable } from '../table/table.ts';
import { withCookies } from './cookies.ts';
import { cookieRule, isOurs, markedRule } from './marked-rule.ts';
import { isMirrored, mirrored } from './mirrors.ts';
import { divide, type Rule, rulesOf, shareOf, type Tracks, tracksOf, undivide, weightsIn, withRules } from './rules.ts';

export interface GatewayTable extends RouteTable<Rule> {
  tracks: Tracks;
  /** One of those that the settings choose. @param index among the user's */
  isChosen(rule: Rule, index: number): boolean;
}

/** The rules of an HTTPRoute. Of a workload without a Service, none leads anywhere. */
export function gatewayTable(config: GatewayConfig, target: Target): GatewayTable {
  const names = { stable: target.workload.service ?? '', candidate: candidateService(target) ?? '' };
  const tracks = tracksOf(names, target.namespace);
  const isChosen = ({ name }: Rule, index: number) =>
    config.rules === undefined || config.rules.some((each) => each === name || each === index + 1);
  return {
    ref: httpRouteRef(config, target),
    path: ['f:spec', 'f:rules'],
    word: 'rule',
    tracks,
    rules: rulesOf,
    withRules,
    nameOf: ({ name }) => name,
    // Few rules have names, and none needs one: what it matches is as good.
    keyOf: ({ name, matches }) => name ?? sha256(canonicalJson(matches ?? null)).slice(0, 16),
    isChosen,
    isOurs: (rule) => isOurs(rule, tracks),
    isDivided: (rule, index) => isChosen(rule, index) && (rule.backendRefs ?? []).some(tracks.isStable),
    leads: (rule) => (rule.backendRefs ?? []).some(tracks.isCandidate) || isMirrored(rule, tracks),
    share: (rule) => shareOf(rule, tracks),
    isMirrored: (rule) => isMirrored(rule, tracks),
    weights: (rule) => weightsIn(rule, tracks),
    divide: (rule, percent, whole) => divide(rule, tracks, percent, whole),
    undivide: (rule, noted) => undivide(rule, tracks, noted),
    marked: (rule, mark) => markedRule(rule, tracks, mark),
    forCookie: cookieRule,
    withCookies: (rule, cookies) => withCookies(rule, tracks, cookies),
    mirror: (rule, percent) => mirrored(rule, tracks, percent),
  };
}

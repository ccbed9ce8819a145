import { annotations, candidateLabels, candidateService, labels } from '../../../domain/names.ts';
import { undoAll } from '../../../domain/plan.ts';
import type { Target } from '../../../domain/target.ts';
import { assertMayWrite, type Fence, fencedCreate } from '../../../platform/kube/fence.ts';
import { type Kube, KubeError, type KubeObject, type ObjectRef } from '../../../platform/kube.ts';
import { hostRuleRef, type IstioConfig, routesRef } from '../kinds/istio.ts';
import type { RouteContext } from '../router.ts';
import { type Rule, ruleSchema, together } from './merged-rules.ts';
import { httpRoutes, isManaged } from './routes.ts';
import { isHost, tracksOf } from './tracks.ts';

/**
 * What belongs to the Service's host (TLS, outlier detection, connection pools) must hold for the candidate's host as
 * well: where hosts tell the tracks apart, it gets a rule of its own, copied from the user's, for as long as it is there.
 */

/** What the rules of a namespace mean for the candidate's host. */
export interface HostRules {
  /** Names of the rules of the Service's host, the one that Istio goes by first: of several, the oldest. */
  stable: readonly string[];
  /** What the candidate's host gets; null where it needs nothing, or has a rule of the user's own. */
  copy: Rule | null;
  /** The routes lead to several subsets with policies of their own, of which none can be the candidate's. */
  ambiguous: boolean;
  /** An object under the name of the copy. */
  taken: KubeObject | null;
}

/** Reads the rules of the namespace; null where Sluice may not. Throws a `KubeError`. */
export async function readHostRules(kube: Kube, config: IstioConfig, target: Target): Promise<HostRules | null> {
  const ref = hostRuleRef(config, target);
  if (!ref) return { stable: [], copy: null, ambiguous: false, taken: null };
  const rules = await listRules(kube, ref);
  if (rules === null) return null;
  const routes = rules.length > 0 ? await kube.get(routesRef(config, target)) : null;
  return hostRulesOf(rules, routes, config, target);
}

/** Pure. @param routes the VirtualService whose routes are divided */
export function hostRulesOf(
  rules: readonly KubeObject[],
  routes: KubeObject | null,
  config: IstioConfig,
  target: Target,
): HostRules {
  const service = target.workload.service ?? '';
  const candidate = candidateService(target) ?? '';
  const isStable = ({ host }: Rule) =>
    config.stableHost === undefined || isHost(config.stableHost, service, target.namespace)
      ? isHost(host, service, target.namespace)
      : host === config.stableHost;
  const all = rules.flatMap((object) => {
    const rule = ruleSchema.safeParse(object['spec']).data;
    return rule ? [{ object, rule }] : [];
  });
  const own = all.filter(({ rule }) => isStable(rule)).sort((a, b) => ageOf(a.object).localeCompare(ageOf(b.object)));
  const taken = rules.find(({ metadata }) => metadata.name === candidate) ?? null;
  const theirs = all.some(({ object, rule }) => object !== taken && isHost(rule.host, candidate, target.namespace));
  const stable = own.map(({ object }) => object.metadata.name);
  const found = together(own.map(({ rule }) => rule)).map((rule) => ({
    rule,
    ...policyFor(rule, routes, config, target),
  }));
  const { rule, policy = null, ambiguous = false } = found.find((each) => each.policy !== null) ?? found[0] ?? {};
  if (!rule || policy === null || theirs) return { stable, copy: null, ambiguous, taken };
  const { subsets: _, trafficPolicy: _all, ...rest } = rule;
  const host = tracksOf(config, target).asCandidate({ destination: { host: rule.host } }).destination.host;
  return { stable, copy: { ...rest, host, trafficPolicy: policy }, ambiguous, taken };
}

/** The policy of the rule, and over it that of the subset to which all divided routes lead. */
function policyFor(rule: Rule, routes: KubeObject | null, config: IstioConfig, target: Target) {
  const tracks = tracksOf(config, target);
  const managed = (routes ? httpRoutes(routes) : []).filter((route) => isManaged(route, tracks, config.routes));
  const led = new Set(
    managed.flatMap(({ route }) => (route ?? []).filter(tracks.isStable).map((each) => each.destination.subset)),
  );
  const policies = (rule.subsets ?? []).flatMap(({ name, trafficPolicy }) =>
    trafficPolicy && led.has(name) ? [trafficPolicy] : [],
  );
  const ambiguous = led.size > 1 && policies.length > 0;
  const merged = { ...rule.trafficPolicy, ...(ambiguous ? {} : policies[0]) };
  return { policy: Object.keys(merged).length > 0 ? merged : null, ambiguous };
}

/** Null where they may not be listed; none where the cluster does not know them. */
async function listRules(kube: Kube, ref: ObjectRef): Promise<KubeObject[] | null> {
  try {
    return await kube.list(ref, ref.namespace);
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'not-found') return [];
    if (error instanceof KubeError && error.kind === 'forbidden') return null;
    throw error;
  }
}

/**
 * The candidate's host has its rule, before the first request goes there. Throws as `fencedCreate` does, and a
 * `KubeError` where somebody else's object has its name. Where the rules may not be listed the plan has said so.
 */
export async function writeHostRule(kube: Kube, config: IstioConfig, context: RouteContext): Promise<void> {
  const { target, fence, plan } = context;
  const ref = hostRuleRef(config, target);
  const rules = await readHostRules(kube, config, target);
  if (!ref || !rules?.copy) return;
  if (rules.taken) {
    if (isOurs(rules.taken, target, fence)) return;
    await assertMayWrite(rules.taken, fence);
    throw new KubeError('invalid', `${ref.kind} ${ref.name} exists already, and this release has not made it`);
  }
  const object: KubeObject = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: {
      name: ref.name,
      namespace: ref.namespace,
      labels: { [labels.release]: fence.release, ...candidateLabels(target) },
      annotations: { [annotations.undo]: JSON.stringify(undoAll(plan)) },
    },
    spec: rules.copy,
  };
  await fencedCreate(kube, object, fence);
}

/** The rule that this release has made; null where there is none. */
export async function ownHostRule(
  kube: Kube,
  config: IstioConfig,
  { target, fence }: RouteContext,
): Promise<KubeObject | null> {
  const ref = hostRuleRef(config, target);
  const object = ref && (await getRule(kube, ref));
  return object && isOurs(object, target, fence) ? object : null;
}

/** It goes with the candidate. Throws as `fencedWrite` does. */
export async function removeHostRule(kube: Kube, config: IstioConfig, context: RouteContext): Promise<void> {
  const object = await ownHostRule(kube, config, context);
  const ref = hostRuleRef(config, context.target);
  if (!object || !ref) return;
  await context.fence.confirm();
  await kube.remove(ref, object.metadata.uid ? { uid: object.metadata.uid } : {});
}

/** An account that may not read rules has made none, and a cluster that knows none has none. */
async function getRule(kube: Kube, ref: ObjectRef): Promise<KubeObject | null> {
  try {
    return await kube.get(ref);
  } catch (error) {
    if (error instanceof KubeError && (error.kind === 'not-found' || error.kind === 'forbidden')) return null;
    throw error;
  }
}

/** Under a seal its label counts; without one, for the key may have been lost, only what could be nobody else's. */
function isOurs(object: KubeObject, target: Target, { release, seals }: Fence): boolean {
  if (object.metadata.labels?.[labels.release] !== release) return false;
  const host = ruleSchema.safeParse(object['spec']).data?.host ?? '';
  return seals.holds(object) || isHost(host, candidateService(target) ?? '', target.namespace);
}

function ageOf({ metadata }: KubeObject): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}

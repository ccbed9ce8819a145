import { candidateService } from '../../../domain/names.ts';
import type { Target } from '../../../domain/target.ts';
import { type Kube, KubeError, type KubeObject } from '../../../platform/kube.ts';
import type { GatewayConfig } from '../kinds/gateway.ts';
import { hasUndo } from '../table/undo.ts';
import { isFineEnough, type Rule, weightIn } from './rules.ts';
import { unwell } from './status.ts';
import { type GatewayTable, gatewayTable } from './table.ts';

/** Null when the HTTPRoute is fit; words otherwise. What a running release of ours has put there does not disturb it. */
export async function checkGateway(kube: Kube, config: GatewayConfig, target: Target): Promise<string | null> {
  if (!target.workload.service) {
    return `${target.workload.name} has no Kubernetes Service, so an HTTPRoute cannot split its traffic`;
  }
  const table = gatewayTable(config, target);
  const { namespace, name } = table.ref;
  try {
    const object = await kube.get(table.ref);
    if (!object) return `HTTPRoute ${namespace}/${name} does not exist`;
    const problem = inRules(object, table, config, target);
    return problem === null ? null : `HTTPRoute ${name}${problem}`;
  } catch (error) {
    // The kind itself is missing: the cluster has no Gateway API, or serves another version.
    if (error instanceof KubeError && error.kind === 'not-found') return error.message;
    throw error;
  }
}

function inRules(object: KubeObject, table: GatewayTable, config: GatewayConfig, target: Target): string | null {
  const ours = hasUndo(object);
  const all = readable(table, object)?.filter((rule) => !(ours && table.isOurs(rule)));
  if (!all) return ' has rules that cannot be read';
  const missing = config.rules?.find(
    (wanted) => !all.some(({ name }, index) => wanted === name || wanted === index + 1),
  );
  if (missing !== undefined) return ` has no rule ${missing}; it has ${namesOf(all)}`;
  const taken = ours ? -1 : all.findIndex(table.leads);
  if (taken >= 0) {
    return `, ${title(all, taken)}: it already leads to ${candidateService(target)}, which is the name that the new version gets`;
  }
  const chosen = all.flatMap((rule, index) =>
    table.isChosen(rule, index) && (config.rules || table.isDivided(rule, index)) ? [{ rule, index }] : [],
  );
  if (chosen.length === 0) return noRule(all, target);
  for (const { rule, index } of chosen) {
    const problem = inRule(rule, table, target);
    if (problem) return `, ${title(all, index)}: ${problem}`;
  }
  return ours ? null : unwell(object);
}

function noRule(all: readonly Rule[], { workload: { service }, namespace }: Target): string {
  const elsewhere = all.flatMap(({ backendRefs = [] }) => backendRefs).find(({ name }) => name === service);
  if (elsewhere?.namespace !== undefined && elsewhere.namespace !== namespace) {
    return ` leads to Service ${elsewhere.namespace}/${service}, and the new version gets its own in ${namespace}: have the route lead to the Service of its own namespace, which needs no ReferenceGrant`;
  }
  return ` has no rule that leads to Service ${service}`;
}

function inRule(rule: Rule, { tracks }: GatewayTable, { workload: { service } }: Target): string | null {
  const { backendRefs = [] } = rule;
  if (backendRefs.length === 0) return 'it redirects or answers by itself, so there is nothing to divide';
  const stable = backendRefs.filter(tracks.isStable);
  const both = backendRefs.filter((each) => tracks.isStable(each) || tracks.isCandidate(each));
  if (stable.length === 0) return `it leads to ${backendRefs.map(({ name }) => name).join(', ')}, not to ${service}`;
  if (stable.length > 1) return `it leads to ${service} in several backendRefs: make one of them, or a rule for each`;
  if (!both.some((each) => weightIn(each) > 0)) {
    const nothing = backendRefs.some((each) => weightIn(each) > 0);
    return `it gives ${service} a weight of 0, so there is nothing to divide${nothing ? '' : ', and answers all requests with an error'}`;
  }
  if (!isFineEnough(rule, tracks)) {
    return `the weights beside that of ${service} are too large for a hundredth of its own to be written: make all of them smaller`;
  }
  return null;
}

function namesOf(all: readonly Rule[]): string {
  const names = all.flatMap(({ name }) => name ?? []).join(', ');
  return `${all.length} rules${names === '' ? '' : `, and as names: ${names}`}`;
}

function title(all: readonly Rule[], index: number): string {
  return `rule ${all[index]?.name ?? index + 1}`;
}

function readable(table: GatewayTable, object: KubeObject): Rule[] | null {
  try {
    return table.rules(object);
  } catch {
    return null;
  }
}

import { z } from 'zod';
import { type Selector, selectorSchema } from '../workloads/objects/selector.ts';
import { list, type NetworkPolicy, named, type Peer } from './shapes.ts';

/** A rule for one direction. One that names nothing allows nothing. */
const rule = z.looseObject({
  fromEndpoints: z.array(selectorSchema).nullish(),
  toEndpoints: z.array(selectorSchema).nullish(),
});
const rules = z.array(rule).nullish();
const specSchema = z.object({
  endpointSelector: selectorSchema.nullish(),
  ingress: rules,
  ingressDeny: rules,
  egress: rules,
  egressDeny: rules,
  enableDefaultDeny: z.object({ ingress: z.boolean().nullish(), egress: z.boolean().nullish() }).nullish(),
});
type Spec = z.output<typeof specSchema>;

/** A CiliumNetworkPolicy, as far as labels of pods go. @see https://docs.cilium.io/en/stable/security/policy/language/ */
export const ciliumPolicySchema = named.extend({ spec: specSchema.nullish(), specs: list(specSchema) });

/** The same as Kubernetes' own kind has it: where pods fall under both, what either allows is allowed. */
export function asNetworkPolicies({ spec, specs, ...object }: z.output<typeof ciliumPolicySchema>): NetworkPolicy[] {
  const metadata = { ...object.metadata, name: `${object.metadata.name} (Cilium)` };
  return [...(spec ? [spec] : []), ...specs].flatMap((each) => {
    if (!each.endpointSelector) return [];
    return [{ ...object, metadata, spec: { podSelector: ofPods(each.endpointSelector), ...directionsOf(each) } }];
  });
}

function directionsOf({ ingress, ingressDeny, egress, egressDeny, enableDefaultDeny }: Spec) {
  const isIngress = (ingress || ingressDeny) && enableDefaultDeny?.ingress !== false;
  const isEgress = (egress || egressDeny) && enableDefaultDeny?.egress !== false;
  return {
    policyTypes: [...(isIngress ? ['Ingress'] : []), ...(isEgress ? ['Egress'] : [])],
    ingress: allowing(ingress).map(({ fromEndpoints }) => ({ from: (fromEndpoints ?? []).map(peerOf) })),
    egress: allowing(egress).map(({ toEndpoints }) => ({ to: (toEndpoints ?? []).map(peerOf) })),
  };
}

function allowing(all: Spec['ingress']) {
  return (all ?? []).filter((each) => Object.values(each).some((value) => !Array.isArray(value) || value.length > 0));
}

const namespaceKey = 'io.kubernetes.pod.namespace';
/** Labels that Cilium gives for itself: of the namespace and of the account, which both versions share. */
const derived = /^io\.(?:kubernetes\.pod\.namespace|cilium\.k8s\.(?:policy|namespace)\..*)$/;

/** `k8s:app` is the label `app`. */
function plain(key: string): string {
  return key.replace(/^(?:k8s|any)[:.]/, '');
}

function ofPods({ matchLabels = {}, matchExpressions = [] }: Selector): Selector {
  const labels = Object.entries(matchLabels).map(([key, value]): [string, string] => [plain(key), value]);
  return {
    matchLabels: Object.fromEntries(labels.filter(([key]) => !derived.test(key))),
    matchExpressions: matchExpressions
      .map((each) => ({ ...each, key: plain(each.key) }))
      .filter(({ key }) => !derived.test(key)),
  };
}

/** Of its own namespace, unless it names one or says that any will do. */
function peerOf(selector: Selector): Peer {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const namespace = Object.entries(matchLabels).find(([key]) => plain(key) === namespaceKey)?.[1];
  const isAny = matchExpressions.some(({ key }) => plain(key) === namespaceKey);
  const podSelector = ofPods(selector);
  if (namespace !== undefined)
    return { podSelector, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
  return isAny ? { podSelector, namespaceSelector: {} } : { podSelector };
}

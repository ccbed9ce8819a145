import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { Candidate, Labels, PreflightCheck, Scene } from '../check.ts';
import type { NetworkPolicy, Peer } from '../shapes.ts';
import { some, takeBoth } from '../words.ts';

type Direction = 'Ingress' | 'Egress';
const directions: readonly Direction[] = ['Ingress', 'Egress'];

/** NetworkPolicies that hold for one version's pods and not for the other's, or let only one version through. */
export const networkPolicies: PreflightCheck = {
  name: 'network-policies',
  needs: ({ candidate }) => (candidate?.apart ? ['networkPolicies'] : []),
  look(scene, { networkPolicies: all = [] }) {
    const { candidate } = scene;
    if (!candidate?.apart) return [];
    const remedy = takeBoth(candidate.apart);
    const own = scene.stable.rollout.template.metadata.labels;
    return [
      ...directions.flatMap((direction) => shutOut(direction, own, candidate, all) ?? []).map(as('refuse', remedy)),
      ...oneSided(own, candidate, all).map(as('warn', remedy)),
      ...throughOne(scene, own, candidate, all).map(as('warn', remedy)),
    ];
  },
};

function as(severity: PreflightFinding['severity'], remedy: string) {
  return (detail: string): PreflightFinding => ({ severity, detail, remedy });
}

function restricts({ spec }: NetworkPolicy, direction: Direction): boolean {
  const types = spec.policyTypes ?? ['Ingress', ...(spec.egress && spec.egress.length > 0 ? ['Egress'] : [])];
  return types.includes(direction);
}

/** Whether the policy lets anything at all through. */
function allows({ spec }: NetworkPolicy, direction: Direction): boolean {
  return ((direction === 'Ingress' ? spec.ingress : spec.egress) ?? []).length > 0;
}

/** Where the candidate falls under a policy that forbids everything, and stable under one that allows something too. */
function shutOut(
  direction: Direction,
  own: Labels,
  candidate: Candidate,
  all: readonly NetworkPolicy[],
): string | null {
  const holding = (labels: Labels) =>
    all.filter((policy) => restricts(policy, direction) && selects(policy.spec.podSelector, labels));
  const forCandidate = holding(candidate.labels);
  const forStable = holding(own).filter((policy) => allows(policy, direction));
  if (forCandidate.length === 0 || forStable.length === 0) return null;
  if (forCandidate.some((policy) => allows(policy, direction))) return null;
  const forbidding = some(forCandidate.map(({ metadata }) => metadata.name));
  const allowing = some(forStable.map(({ metadata }) => metadata.name));
  const nothing = direction === 'Ingress' ? 'no request would reach it' : 'it could call nobody';
  return `The candidate falls under NetworkPolicy ${forbidding} and not, as stable does, under ${allowing}: ${nothing}`;
}

function oneSided(own: Labels, candidate: Candidate, all: readonly NetworkPolicy[]): string[] {
  return all.flatMap(({ metadata: { name }, spec }) => {
    const holdsForStable = selects(spec.podSelector, own);
    if (holdsForStable === selects(spec.podSelector, candidate.labels)) return [];
    return holdsForStable
      ? `NetworkPolicy ${name} holds for stable's pods and not for the candidate's: what it forbids is open there, and what it allows may be refused`
      : `NetworkPolicy ${name} holds for the candidate's pods and not for stable's`;
  });
}

/** Policies of other pods that let stable's pods in, or reach them, by their labels. */
function throughOne({ target }: Scene, own: Labels, candidate: Candidate, all: readonly NetworkPolicy[]): string[] {
  return all.flatMap(({ metadata: { name }, spec }) => {
    const differ = (peers: readonly Peer[]) =>
      names(peers, own, target.namespace) && !names(peers, candidate.labels, target.namespace);
    const from = (spec.ingress ?? []).some((rule) => differ(rule.from));
    const to = (spec.egress ?? []).some((rule) => differ(rule.to));
    return [
      ...(from
        ? [`NetworkPolicy ${name} lets stable's pods in and not the candidate's: their calls may be refused`]
        : []),
      ...(to
        ? [`NetworkPolicy ${name} lets calls out to stable's pods and not to the candidate's: they may be refused`]
        : []),
    ];
  });
}

/** Whether one of these peers is a pod of this namespace with such labels. */
function names(peers: readonly Peer[], labels: Labels, namespace: string): boolean {
  return peers.some(({ podSelector, namespaceSelector }) => {
    if (!podSelector) return false;
    return selects(podSelector, labels) && (!namespaceSelector || mayBe(namespaceSelector, namespace));
  });
}

/**
 * Whether a selector of namespaces may take this one. Of its labels only its name is known for certain; where others
 * decide, it may.
 */
function mayBe(selector: NonNullable<Peer['namespaceSelector']>, namespace: string): boolean {
  const name = 'kubernetes.io/metadata.name';
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const known = {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).filter(([key]) => key === name)),
    matchExpressions: matchExpressions.filter(({ key }) => key === name),
  };
  return selects(known, { [name]: namespace });
}

import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { Candidate, Labels, PreflightCheck, Scene } from '../check.ts';
import { asNetworkPolicies } from '../cilium-shapes.ts';
import type { NetworkPolicy, Peer } from '../shapes.ts';
import { subject, takeBoth } from '../words.ts';

type Direction = 'Ingress' | 'Egress';
const directions: readonly Direction[] = ['Ingress', 'Egress'];

/** NetworkPolicies that hold for one version's pods and not for the other's, or let only one version through. */
export const networkPolicies: PreflightCheck = {
  name: 'network-policies',
  needs: ({ candidate }) => (candidate?.apart ? ['networkPolicies', 'ciliumPolicies'] : []),
  look(scene, { networkPolicies = [], ciliumPolicies = [] }) {
    const { candidate } = scene;
    if (!candidate?.apart) return [];
    const all = [...networkPolicies, ...ciliumPolicies.flatMap(asNetworkPolicies)];
    const remedy = `have its selector ${takeBoth(candidate.apart)}`;
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
  const names = (policies: readonly NetworkPolicy[]) => policies.map(({ metadata }) => metadata.name);
  const forbidding = subject('NetworkPolicy', 'NetworkPolicies', names(forCandidate));
  const allowing = subject('NetworkPolicy', 'NetworkPolicies', names(forStable));
  const [calls, nothing] =
    direction === 'Ingress' ? ['incoming', 'no request would reach it'] : ['outgoing', 'it could call nobody'];
  return `${forbidding.who} block${forbidding.s} all ${calls} traffic of the candidate, and ${allowing.who} open${allowing.s} it for stable only: ${nothing}`;
}

/** Of all policies that hold for one version only, one sentence each way. */
function oneSided(own: Labels, candidate: Candidate, all: readonly NetworkPolicy[]): string[] {
  const holding = (labels: Labels) => (policy: NetworkPolicy) => selects(policy.spec.podSelector, labels);
  const [forStable, forCandidate] = [holding(own), holding(candidate.labels)];
  return [
    ...told(
      all.filter((policy) => forStable(policy) && !forCandidate(policy)),
      (who, s) =>
        `${who} select${s} stable's pods but not the candidate's: what is allowed to stable may be blocked for the candidate, and what is blocked for stable may be open`,
    ),
    ...told(
      all.filter((policy) => forCandidate(policy) && !forStable(policy)),
      (who, s) =>
        `${who} select${s} the candidate's pods but not stable's: it may be cut off from what stable can reach`,
    ),
  ];
}

/** Policies of other pods that let stable's pods in, or reach them, by their labels. */
function throughOne({ target }: Scene, own: Labels, candidate: Candidate, all: readonly NetworkPolicy[]): string[] {
  const differ = (peers: readonly Peer[]) =>
    names(peers, own, target.namespace) && !names(peers, candidate.labels, target.namespace);
  return [
    ...told(
      all.filter(({ spec }) => (spec.ingress ?? []).some((rule) => differ(rule.from))),
      (who, s) => `${who} let${s} stable's pods in but not the candidate's: calls from the candidate may be blocked`,
    ),
    ...told(
      all.filter(({ spec }) => (spec.egress ?? []).some((rule) => differ(rule.to))),
      (who, s) => `${who} allow${s} calls to stable's pods but not to the candidate's: those calls may be blocked`,
    ),
  ];
}

function told(policies: readonly NetworkPolicy[], words: (who: string, s: string) => string): string[] {
  if (policies.length === 0) return [];
  const { who, s } = subject(
    'NetworkPolicy',
    'NetworkPolicies',
    policies.map(({ metadata }) => metadata.name),
  );
  return [words(who, s)];
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

import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { PreflightCheck, Scene } from '../check.ts';
import type { Around } from '../sources.ts';
import { subject } from '../words.ts';

/** What goes by stable's labels, and so counts the candidate's pods as if they were stable's. */
export const countedTogether: PreflightCheck = {
  name: 'counted-together',
  needs: ({ candidate }) => (candidate ? ['autoscalers', 'budgets'] : []),
  look: (scene, around) => [...byAutoscalers(scene, around), ...byBudgets(scene, around)],
};

/** Those that ask pods for their load: an autoscaler finds these by the selector of its workload, whoever owns them. */
function byAutoscalers({ stable, candidate }: Scene, { autoscalers = [] }: Around): PreflightFinding[] {
  if (!candidate || !selects(stable.selector, candidate.labels)) return [];
  const own = autoscalers.filter(
    ({ spec: { scaleTargetRef: ref, metrics } }) =>
      `${ref.kind} ${ref.name}` === stable.title && (metrics.length === 0 || metrics.some(({ type }) => ofPods(type))),
  );
  if (own.length === 0) return [];
  const names = own.map(({ metadata }) => metadata.name);
  const { who, s } = subject('HorizontalPodAutoscaler', 'HorizontalPodAutoscalers', names);
  const detail = `${who} count${s} the candidate's pods as ${stable.title}'s, since they carry the labels of its selector: it may make ${stable.title} larger while both run`;
  return [{ severity: 'note', detail, remedy: 'see that its maximum and the quota leave room for that' }];
}

/** Without metrics, an autoscaler goes by the CPU of the pods. */
function ofPods(type: string): boolean {
  return ['Resource', 'ContainerResource', 'Pods'].includes(type);
}

/** A budget of so many pods is kept by the candidate's as well; one of a percentage, or of pods that may lack, grows with them. */
function byBudgets({ stable, candidate }: Scene, { budgets = [] }: Around): PreflightFinding[] {
  if (!candidate) return [];
  const all = budgets.filter(
    ({ spec: { selector, minAvailable } }) =>
      typeof minAvailable === 'number' &&
      minAvailable > 0 &&
      selects(selector, stable.rollout.template.metadata.labels) &&
      selects(selector, candidate.labels),
  );
  if (all.length === 0) return [];
  const names = all.map(({ metadata }) => metadata.name);
  const { who, s } = subject('PodDisruptionBudget', 'PodDisruptionBudgets', names);
  const detail = `${who} count${s} the candidate's pods to those that must be available: while they run, draining nodes may evict as many more of stable's`;
  return [{ severity: 'note', detail, remedy: 'use `maxUnavailable`, or `minAvailable` as a percentage' }];
}

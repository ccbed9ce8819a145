import type { Kernel } from '../api/kernel.ts';
import { timestamp } from '../model/names.ts';
import { quantityText } from '../model/quantity.ts';
import type { MetricProposal, Resource } from './resource-metrics.ts';
import { builtin, mergePatch } from './runtime.ts';
import { type Autoscaler, type Condition, conditionOf } from './types.ts';

type Verdict = Pick<Condition, 'type' | 'status'> & { reason: string; message: string };

/** What an autoscaler saw and did. */
export interface Look {
  /** Pods that there are. */
  running: number;
  /** Pods that shall be. */
  desired: number;
  /** Whether it has changed that number. */
  scaled: boolean;
  measured?: readonly MetricProposal[];
  verdicts: readonly Verdict[];
}

const able: Verdict = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'SucceededGetScale',
  message: "the HPA controller was able to get the target's current scale",
};

/** There is nothing by that name that has a scale. */
export function cannotScale({ kind, name }: { kind: string; name: string }): Look {
  const message = `the HPA controller was unable to get the target's current scale: ${kind} "${name}" not found`;
  const verdict: Verdict = { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message };
  return { running: 0, desired: 0, scaled: false, verdicts: [verdict] };
}

/** Somebody has scaled it to zero, which an autoscaler leaves alone. */
export function scaledToNone(running: number): Look {
  const message = 'scaling is disabled since the replica count of the target is zero';
  const verdict: Verdict = { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message };
  return { running, desired: 0, scaled: false, verdicts: [able, verdict] };
}

/** Why it cannot tell how many there should be. */
export function noFigures(why: string, running: number, current: number): Look {
  const message = `the HPA was unable to compute the replica count: ${why}`;
  const verdict: Verdict = { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message };
  return { running, desired: current, scaled: false, verdicts: [able, verdict] };
}

interface Sizes {
  running: number;
  /** `spec.replicas` before the look. */
  current: number;
  /** What is wanted within the bounds. */
  desired: number;
  /** Null where it was outside its bounds and is only brought inside. */
  wanted: Wanted | null;
}

export interface Wanted {
  /** What its pods' use asks for. */
  proposed: number;
  /** The same after a look at what was wanted lately. */
  stable: number;
  /** Whose use asks for it. */
  resource: Resource;
  measured: readonly MetricProposal[];
}

/** It knows what is wanted. */
export function sized({ running, current, desired, wanted }: Sizes): Look {
  const scaled = desired !== current;
  const rescaled: Verdict = {
    ...able,
    reason: 'SucceededRescale',
    message: `the HPA controller was able to update the target scale to ${desired}`,
  };
  if (wanted === null) return { running, desired, scaled, verdicts: [rescaled] };
  const found: Verdict = {
    type: 'ScalingActive',
    status: 'True',
    reason: 'ValidMetricFound',
    message: `the HPA was able to successfully calculate a replica count from ${wanted.resource} resource utilization (percentage of request)`,
  };
  const verdicts = [scaled ? rescaled : settled(wanted), found, bounded(wanted.stable, desired)];
  return { running, desired, scaled, measured: wanted.measured, verdicts };
}

function settled({ proposed, stable }: Wanted): Verdict {
  if (stable > proposed) {
    const message = 'recent recommendations were higher than current one, applying the highest recent recommendation';
    return { ...able, reason: 'ScaleDownStabilized', message };
  }
  if (stable < proposed) {
    const message = 'recent recommendations were lower than current one, applying the lowest recent recommendation';
    return { ...able, reason: 'ScaleUpStabilized', message };
  }
  return { ...able, reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
}

function bounded(stable: number, desired: number): Verdict {
  const type = 'ScalingLimited';
  if (stable === desired) {
    const message = 'the desired count is within the acceptable range';
    return { type, status: 'False', reason: 'DesiredWithinRange', message };
  }
  const [reason, words] =
    stable < desired ? ['TooFewReplicas', 'less than the minimum'] : ['TooManyReplicas', 'more than the maximum'];
  return { type, status: 'True', reason, message: `the desired replica count is ${words} replica count` };
}

/** Writes the status, as Kubernetes does; conditions of which a look says nothing stay. */
export function report(kernel: Kernel, autoscaler: Autoscaler, look: Look): void {
  const now = timestamp(kernel.now());
  const said = look.verdicts.map((verdict) => {
    const before = conditionOf(autoscaler, verdict.type);
    return { ...verdict, lastTransitionTime: before?.status === verdict.status ? before.lastTransitionTime : now };
  });
  const kept = (autoscaler.status?.conditions ?? []).filter(({ type }) => !said.some((each) => each.type === type));
  const metric = ({ resource: name, measured: { utilization, average } }: MetricProposal) => {
    const value = Math.floor(average);
    const averageValue = name === 'cpu' ? `${value}m` : quantityText({ value, binary: true });
    return { type: 'Resource', resource: { name, current: { averageUtilization: utilization, averageValue } } };
  };
  const status = {
    currentReplicas: look.running,
    desiredReplicas: look.desired,
    currentMetrics: look.measured?.map(metric) ?? null,
    conditions: [...said, ...kept],
    ...(look.scaled ? { lastScaleTime: now } : {}),
  };
  mergePatch(
    kernel,
    builtin(kernel, 'autoscaling', 'v2', 'horizontalpodautoscalers'),
    autoscaler,
    { status },
    'status',
  );
}

import { timestamp } from '../model/names.ts';
import { type Condition, conditionOf, type Deployment, type DeploymentStatus } from './types.ts';

/** A status with the condition set; the time of transition changes only when its status does. */
export function withCondition(
  status: DeploymentStatus | undefined,
  now: number,
  type: string,
  value: Condition['status'],
  reason: string,
  message: string,
): DeploymentStatus {
  const conditions = status?.conditions ?? [];
  const current = conditions.find((condition) => condition.type === type);
  if (current?.status === value && current.reason === reason && current.message === message) return status ?? {};
  const stamp = timestamp(now);
  const lastTransitionTime = current?.status === value ? (current.lastTransitionTime ?? stamp) : stamp;
  const next: Condition = { type, status: value, reason, message, lastUpdateTime: stamp, lastTransitionTime };
  return { ...status, conditions: [...conditions.filter((condition) => condition.type !== type), next] };
}

/** Whether the Deployment does not tell yet how it progresses. */
export function isConditionMissing(deployment: Deployment): boolean {
  return conditionOf(deployment, 'Progressing') === undefined;
}

/** The status with the condition that says the Deployment was paused or resumed. A pause stops the clock of the deadline. */
export function pausedCondition(deployment: Deployment, now: number): DeploymentStatus | undefined {
  const { status } = deployment;
  const reason = conditionOf(deployment, 'Progressing')?.reason;
  if (reason === 'ProgressDeadlineExceeded') return status;
  if (deployment.spec.paused === true && reason !== 'DeploymentPaused') {
    return withCondition(status, now, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused');
  }
  if (deployment.spec.paused !== true && reason === 'DeploymentPaused') {
    return withCondition(status, now, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  }
  return status;
}

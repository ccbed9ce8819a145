import { nothingElse, type PreflightCheck } from '../check.ts';

/** Pods that must have been ready for so long that replacing them all cannot be done in time. */
export const rolloutTime: PreflightCheck = {
  name: 'rollout-time',
  needs: nothingElse,
  look({ target, handling, stable: { title, rollout, replicas } }) {
    if (!handling.rolls || rollout.downFirst || replicas === 0) return [];
    const atOnce = Math.max(1, rollout.surge + rollout.unavailable);
    // Nobody waits for the last ones to have been ready for long.
    const waits = Math.ceil(replicas / atOnce) - 1;
    const leastMs = waits * rollout.minReadyMs;
    const { readyMs } = target.limits;
    if (leastMs < readyMs) return [];
    const seconds = (ms: number) => `${Math.ceil(ms / 1000)} s`;
    const detail = `${title} replaces its ${replicas} pods ${atOnce} at a time, each ready for ${seconds(rollout.minReadyMs)} before the next: that takes ${seconds(leastMs)} at least, and \`limits.ready\` is ${seconds(readyMs)}`;
    const remedy = `raise \`limits.ready\` of ${target.service} in the catalogue, or lower minReadySeconds`;
    return [{ severity: 'refuse', detail, remedy }];
  },
};

import { probeGraceMs, type Target, usualRestarts } from '../../domain/target.ts';
import { imagesByContainer, type Version } from '../../domain/version.ts';
import type { TroubleOptions } from './pod-trouble.ts';

/** What a target bears of the pods of a version. @param now milliseconds since the epoch */
export function troubleOptions(target: Target, to: Version, now: number): TroubleOptions {
  return {
    now,
    graceMs: probeGraceMs(target.limits),
    containers: new Set(imagesByContainer(to, target.workload.container).keys()),
    restarts: target.analysis.restarts ?? usualRestarts,
  };
}

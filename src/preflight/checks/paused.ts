import { kindOf } from '../../workloads/of-target.ts';
import { nothingElse, type PreflightCheck } from '../check.ts';
import { kubectl } from '../words.ts';

/** A workload whose controller will bring in no new template. */
export const paused: PreflightCheck = {
  name: 'paused',
  needs: nothingElse,
  look(scene) {
    const { target, stable } = scene;
    if (stable.leaving) {
      const detail = `${stable.title} is being deleted`;
      return [{ severity: 'refuse', detail, remedy: 'wait until it is gone, and create it again' }];
    }
    if (!stable.rollout.paused) return [];
    const detail = `${stable.title} is paused: it would never run the new version`;
    const remedy = `resume it: ${kubectl(scene)} rollout resume ${kindOf(target).word}/${target.workload.name}`;
    return [{ severity: 'refuse', detail, remedy }];
  },
};

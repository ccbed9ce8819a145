import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PreflightCheck } from '../check.ts';

const paused = 'autoscaling.keda.sh/paused';
const pausedReplicas = 'autoscaling.keda.sh/paused-replicas';

/** KEDA that somebody has paused already: it then has no HorizontalPodAutoscaler by which it would be seen. */
export const scaledObjects: PreflightCheck = {
  name: 'scaled-objects',
  needs: () => ['scaledObjects'],
  look({ stable, handling }, { scaledObjects: all = [] }) {
    return all
      .filter(({ spec: { scaleTargetRef: ref } }) => `${ref.kind ?? 'Deployment'} ${ref.name}` === stable.title)
      .flatMap(({ metadata: { name, annotations } }): PreflightFinding[] => {
        const who = `KEDA (ScaledObject ${name})`;
        const fixed = annotations[pausedReplicas];
        if (fixed !== undefined) {
          const down = !handling.clones && !handling.rolls;
          const detail = `${who} is paused and keeps ${stable.title} at ${fixed} pods${down ? ', also while the release has scaled it to 0' : ''}`;
          const remedy = down
            ? `write ${paused}: "true" instead of ${pausedReplicas} for the release`
            : `take ${pausedReplicas} away if it should follow the load`;
          return [{ severity: down ? 'warn' : 'note', detail, remedy }];
        }
        if (!(paused in annotations) || annotations[paused] === 'false') return [];
        const detail = `${who} is paused: nobody decides how many pods ${stable.title} has while it is`;
        return [{ severity: 'note', detail, remedy: `take ${paused} away if it should follow the load` }];
      });
  },
};

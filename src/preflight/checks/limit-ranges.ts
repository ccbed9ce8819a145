import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PodTemplate } from '../../workloads/objects/template.ts';
import type { PreflightCheck } from '../check.ts';
import { type Amounts, podResources, read } from '../pod-resources.ts';
import { quantityText } from '../quantity.ts';
import type { LimitRange } from '../shapes.ts';
import { some } from '../words.ts';

/** A LimitRange that has come after the pods that run: it lets no new one be made. */
export const limitRanges: PreflightCheck = {
  name: 'limit-ranges',
  needs: ({ stable, candidate }) => (stable.replicas > 0 || candidate ? ['limitRanges'] : []),
  look({ stable }, { limitRanges: all = [] }) {
    if (stable.replicas === 0) return [];
    return all.flatMap((range): PreflightFinding[] => {
      const over = overIn(range, stable.rollout.template);
      if (over.length === 0) return [];
      const detail = `LimitRange ${range.metadata.name} lets no new pod of ${stable.title} be made (${some(over)})`;
      return [{ severity: 'refuse', detail, remedy: 'lower what its containers ask for, or raise the LimitRange' }];
    });
  },
};

/** What of the template is more than the range allows, in words. */
function overIn({ spec }: LimitRange, template: PodTemplate): string[] {
  return spec.limits.flatMap(({ type, max }) => {
    const most = read(max);
    switch (type) {
      case 'Container':
        return [...template.spec.containers, ...template.spec.initContainers].flatMap(({ name, resources }) =>
          beyond(`container ${name}`, larger(read(resources.requests), read(resources.limits)), most),
        );
      case 'Pod': {
        const { requests, limits } = podResources(template, []);
        return beyond('the pod', larger(requests, limits), most);
      }
      default:
        // Of volumes and images, which a release does not make.
        return [];
    }
  });
}

function larger(requests: Amounts, limits: Amounts): Amounts {
  return new Map([
    ...requests,
    ...[...limits].map(([name, limit]) => [name, Math.max(limit, requests.get(name) ?? 0)] as const),
  ]);
}

function beyond(who: string, asked: Amounts, most: Amounts): string[] {
  return [...most].flatMap(([name, limit]) => {
    const wanted = asked.get(name) ?? 0;
    if (wanted <= limit) return [];
    return [`${who}: ${name} ${quantityText(wanted, name)}, at most ${quantityText(limit, name)}`];
  });
}

import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PodTemplate } from '../../workloads/objects/template.ts';
import type { PreflightCheck } from '../check.ts';
import { containerResources, podResources, type Resources, read } from '../pod-resources.ts';
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
      const breached = breachesOf(range, stable.rollout.template, all);
      if (breached.length === 0) return [];
      const detail = `LimitRange ${range.metadata.name} lets no new pod of ${stable.title} be made (${some(breached)})`;
      return [{ severity: 'refuse', detail, remedy: 'change what its containers ask for, or the LimitRange' }];
    });
  },
};

type Item = LimitRange['spec']['limits'][number];

/** What of the template the range does not allow, in words. */
function breachesOf({ spec }: LimitRange, template: PodTemplate, all: readonly LimitRange[]): string[] {
  return spec.limits.flatMap((item) => {
    switch (item.type) {
      case 'Container':
        return [...template.spec.containers, ...template.spec.initContainers].flatMap((container) =>
          breaches(`container ${container.name}`, containerResources(container, all), item),
        );
      case 'Pod':
        return breaches('the pod', podResources(template, all), item);
      default:
        // Of volumes and images, which a release does not make.
        return [];
    }
  });
}

/** As the API server finds them: what is limited must be there. */
function breaches(who: string, resources: Resources, { max, min, maxLimitRequestRatio }: Item): string[] {
  return [
    ...[...read(max)].flatMap(([name, most]) => above(name, most, resources) ?? []),
    ...[...read(min)].flatMap(([name, least]) => below(name, least, resources) ?? []),
    ...[...read(maxLimitRequestRatio)].flatMap(([name, most]) => apart(name, most, resources) ?? []),
  ].map((what) => `${who}: ${what}`);
}

/** Sums of fractions are not exact. */
const tolerance = 1e-9;

function above(name: string, most: number, { requests, limits }: Resources): string | null {
  const limit = limits.get(name);
  const wanted = Math.max(limit ?? 0, requests.get(name) ?? 0);
  const allowed = `at most ${quantityText(most, name)}`;
  if (wanted > most + tolerance) return `${name} ${quantityText(wanted, name)}, ${allowed}`;
  return limit === undefined ? `no limit of ${name}, ${allowed}` : null;
}

function below(name: string, least: number, { requests, limits }: Resources): string | null {
  const request = requests.get(name);
  const allowed = `at least ${quantityText(least, name)}`;
  if (request === undefined) return `no request of ${name}, ${allowed}`;
  const wanted = Math.min(request, limits.get(name) ?? request);
  return wanted < least - tolerance ? `${name} ${quantityText(wanted, name)}, ${allowed}` : null;
}

function apart(name: string, most: number, { requests, limits }: Resources): string | null {
  const [request, limit] = [requests.get(name), limits.get(name)];
  if (!request || !limit) return `no request and limit of ${name}, of which the ratio is at most ${most}`;
  const ratio = limit / request;
  if (ratio <= most + tolerance) return null;
  return `${name} limit is ${Math.round(ratio * 100) / 100} times its request, at most ${most}`;
}

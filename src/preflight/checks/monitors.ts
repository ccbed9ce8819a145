import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { PreflightCheck } from '../check.ts';
import { takeBoth } from '../words.ts';

/** What tells Prometheus whom to scrape, by labels that the candidate does not have. */
export const monitors: PreflightCheck = {
  name: 'monitors',
  needs: ({ candidate }) => (candidate?.apart ? ['podMonitors', 'serviceMonitors', 'services'] : []),
  look({ stable, candidate, front }, { podMonitors = [], serviceMonitors = [], services = [] }) {
    const apart = candidate?.apart;
    if (!apart) return [];
    const own = stable.rollout.template.metadata.labels;
    const byPods = podMonitors
      .filter(({ spec }) => selects(spec.selector, own) && !selects(spec.selector, candidate.labels))
      .map(({ metadata }) => unseen(`PodMonitor ${metadata.name}`, `have its selector ${takeBoth(apart)}`));
    const service = services.find(({ metadata }) => metadata.name === front?.name);
    const found = services.filter(({ spec }) => selects({ matchLabels: spec.selector }, candidate.labels));
    const byServices = serviceMonitors
      .filter(({ spec }) => service && selects(spec.selector, service.metadata.labels))
      // Another Service with the candidate behind it will do.
      .filter(({ spec }) => !found.some(({ metadata }) => selects(spec.selector, metadata.labels)))
      .map(({ metadata }) =>
        unseen(`ServiceMonitor ${metadata.name}`, `add a PodMonitor for the pods with ${apart.key}=${apart.candidate}`),
      );
    return [...byPods, ...byServices];
  },
};

function unseen(title: string, remedy: string): PreflightFinding {
  const detail = `${title} has stable's pods scraped but not the candidate's: if the figures come from there, the new version has none`;
  return { severity: 'note', detail, remedy };
}

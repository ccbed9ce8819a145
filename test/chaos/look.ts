import { z } from 'zod';
import { isReady, podSchema, serviceSchema, virtualServiceSchema } from '../../sandbox/workloads/objects.ts';
import { rulesOfVirtualService } from '../../sandbox/workloads/rules.ts';
import type { Sight } from './evidence.ts';

/** What the checker reads of raw Kubernetes objects: by the sandbox's own idea of them, with nothing of the product's. */
interface Raw {
  metadata: { name: string; labels?: Record<string, string> | undefined };
}

/** Which requests reach a candidate. */
export type Reach = Pick<Sight, 'percent' | 'copies' | 'marked'>;

const nothing: Reach = { percent: 0, copies: 0, marked: false };

const suffix = '-candidate';

/** By a VirtualService; nothing where there is none. */
export function reachBy(virtualService: Raw | undefined): Reach {
  if (!virtualService) return nothing;
  const rules = rulesOfVirtualService(virtualServiceSchema.parse(virtualService));
  const most = (shares: readonly number[]) => Math.max(0, ...shares);
  const isOurs = ({ to }: { to: { name: string } }) => to.name.endsWith(suffix);
  const weight = ({ weighted }: (typeof rules)[number]) => {
    const all = weighted.reduce((sum, each) => sum + each.weight, 0);
    const ours = weighted.filter(isOurs).reduce((sum, each) => sum + each.weight, 0);
    return all === 0 ? 0 : (100 * ours) / all;
  };
  return {
    percent: most(rules.filter(({ reach }) => reach === 'all').map(weight)),
    copies: most(rules.flatMap(({ mirrors }) => mirrors.filter(isOurs).map(({ percent }) => percent))),
    marked: rules.some((rule) => rule.reach === 'marked' && weight(rule) > 0),
  };
}

/** All of them, where the user's own Service leads to a candidate's pods and to no other; else what the routes say. */
export function reachThrough(service: Raw | undefined, routes: Reach): Reach {
  const selector = service && serviceSchema.parse(service).spec?.selector;
  return selector?.['sluice.dev/track'] === undefined ? routes : { ...nothing, percent: 100 };
}

/** Ids of the releases that have anything of a candidate there: its workload, or a pod, be it one that stops. */
export function candidatesAmong(objects: readonly Raw[]): string[] {
  const ids = objects.flatMap(({ metadata: { labels = {} } }) =>
    labels['sluice.dev/track'] === undefined ? [] : [labels['sluice.dev/release'] ?? 'nobody'],
  );
  return [...new Set(ids)].sort();
}

export function isCandidates({ metadata }: Raw): boolean {
  return metadata.labels?.['sluice.dev/track'] !== undefined;
}

/** Takes requests. */
export function isServing(pod: Raw): boolean {
  return isReady(podSchema.parse(pod));
}

const sizeSchema = z.looseObject({ spec: z.looseObject({ replicas: z.number().default(1) }) });

/** Pods that a workload is to have; none where there is no such workload. */
export function wantedOf(workload: Raw | undefined): number {
  return workload ? sizeSchema.parse(workload).spec.replicas : 0;
}

import { z } from 'zod';
import type { JournalEntry } from '../../sandbox/cluster/index.ts';
import { labels } from '../../src/domain/names.ts';
import { candidate } from './names.ts';

/** Where requests go, or copies of them: some of them to the new version, or none. */
export type Leads = 'stable' | 'candidate';

/** Where the requests of a service go after a write; null where the write says nothing of it. */
export type LedBy = (service: string, entry: JournalEntry) => Leads | null;

const destination = z.object({ host: z.string() });
const routesSchema = z.object({
  spec: z.object({
    http: z.array(
      z.object({
        route: z.array(z.object({ destination, weight: z.number().default(100) })).default([]),
        mirrors: z.array(z.object({ destination })).default([]),
      }),
    ),
  }),
});

/** A VirtualService: by weight, by mark, or by copies. */
export const byRoutes: LedBy = (service, entry) => {
  if (!isWrite(entry, 'virtualservices', service)) return null;
  const { http } = routesSchema.parse(JSON.parse(entry.body)).spec;
  const weighty = http.flatMap(({ route, mirrors }) => [...route.filter(({ weight }) => weight > 0), ...mirrors]);
  return leads(weighty.some(({ destination: { host } }) => host.includes('-candidate')));
};

const selectorSchema = z.object({ spec: z.object({ selector: z.record(z.string(), z.string()) }) });

/** The user's own Service. */
export const bySelector: LedBy = (service, entry) => {
  if (!isWrite(entry, 'services', service)) return null;
  return leads(selectorSchema.parse(JSON.parse(entry.body)).spec.selector[labels.track] === 'candidate');
};

const replicasSchema = z.object({ spec: z.object({ replicas: z.number() }) });

/** The candidate's pods, which stand behind the same Service as stable's. */
export const byPods: LedBy = (service, entry) => {
  const name = `${service}-candidate`;
  if (!isWrite(entry, 'deployments', name) && !isWrite(entry, 'deployments', name, 'create')) return null;
  return leads(replicasSchema.parse(JSON.parse(entry.body)).spec.replicas > 0);
};

const templateSchema = z.object({
  spec: z.object({
    template: z.object({ spec: z.object({ containers: z.array(z.object({ image: z.string() })) }) }),
  }),
});

/** The image of the workload itself, whose pods Kubernetes replaces then. */
export const byImage: LedBy = (service, entry) => {
  if (!isWrite(entry, 'deployments', service) && !isWrite(entry, 'statefulsets', service)) return null;
  const { containers } = templateSchema.parse(JSON.parse(entry.body)).spec.template.spec;
  return leads(containers.some(({ image }) => image.includes(`:${candidate}`)));
};

function isWrite(entry: JournalEntry, resource: string, name: string, verb = 'update'): boolean {
  const { code, dryRun } = entry;
  return entry.resource === resource && entry.name === name && entry.verb === verb && code < 300 && !dryRun;
}

function leads(toCandidate: boolean): Leads {
  return toCandidate ? 'candidate' : 'stable';
}

import { environmentOf, placeIn } from '../domain/place.ts';
import type { Plan } from '../domain/plan.ts';
import { safeUrl } from './words.ts';

export type LinkKind = 'diff' | 'dashboard' | 'logs';

/** The catalogue's address template filled in for this plan; null where there is none or it cannot be filled. */
export function releaseLink(plan: Plan, kind: LinkKind): string | null {
  const template = plan.target.links[kind];
  if (!template) return null;
  const values: Record<string, string | undefined> = {
    service: plan.target.service,
    environment: environmentOf(plan.target.environment),
    place: placeIn(plan.target.environment) ?? undefined,
    // No version changes with a flag: an address that wants one would lead nowhere.
    from: plan.flag ? undefined : plan.from.version,
    to: plan.flag ? undefined : plan.to.version,
    fromCommit: plan.flag ? undefined : plan.from.commit,
    toCommit: plan.flag ? undefined : plan.to.commit,
  };
  const missing = [...template.matchAll(/\{(\w+)\}/g)].some(([, name]) => values[name ?? ''] === undefined);
  if (missing) return null;
  return safeUrl(template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '')));
}

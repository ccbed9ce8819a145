import { serviceNames } from '../../src/config/catalogue.ts';
import type { Subjects } from '../../src/messages/forms/subject-field.ts';
import { pastReleases } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';

const lookedThrough = 20;
/** The form must open within Slack's 3 s, in whatever order its services stand. */
const lookWithinMs = 300;

/** All services of the catalogue, those that the person released lately first, and its sets. Never throws. */
export async function subjectsFor(deps: BotDeps, user: string): Promise<Subjects> {
  const sets = deps.catalogue().sets.map(({ name, services }) => ({ name, services: services.length }));
  return { services: await servicesFor(deps, user), sets };
}

async function servicesFor({ requests, catalogue }: BotDeps, user: string): Promise<string[]> {
  const all = [...serviceNames(catalogue())];
  const own = await new Promise<string[]>((resolve) => {
    const late = setTimeout(resolve, lookWithinMs, []);
    pastReleases(requests.store, { limit: lookedThrough })
      .then((past) => past.filter(({ request }) => request.by.id === user).map(({ request }) => request.service))
      .then(resolve, () => resolve([]))
      .finally(() => clearTimeout(late));
  });
  return [...new Set([...own.filter((name) => all.includes(name)), ...all])];
}

import type { Release } from '../../src/domain/release.ts';
import type { PlaceNow, ServiceNow } from '../../src/domain/what-runs.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { statusMessage } from '../../src/messages/status/everywhere.ts';
import { liveMessage } from '../../src/messages/status/in-progress.ts';
import { serviceStatusMessage } from '../../src/messages/status/one-service.ts';
import { aoi } from './people.ts';

export const dayMs = 86_400_000;
/** The moment at which these places are looked at. */
export const lookedAt = Date.UTC(2026, 10, 20, 15, 0);

/** What a service runs in each place, brought in by aoi three days ago; null where that cannot be told. */
export function runs(
  service: string,
  versions: Record<string, string | null>,
  change: Record<string, Partial<PlaceNow>> = {},
): ServiceNow {
  const places = Object.entries(versions).map(([environment, version]) => {
    const known = version === null ? { since: null, by: null } : { since: lookedAt - 3 * dayMs, by: aoi };
    return { environment, version, digest: null, ...known, live: null, ...change[environment] };
  });
  return { service, places };
}

/** What runs where, of which others have written every name. */
export function everywhereSaying(names: readonly string[], said: string, live: Release) {
  const services = names.map((service) => ({ service, places: placesSaying(service, said, live) }));
  return { now: lookedAt, services, environments: [said, 'b'], cards: new Map([[live.id, said]]) };
}

/** All that `/deploy status` can say of it. */
export function statusesSaying(names: readonly string[], said: string, release: Release): Message[] {
  const live = Array.from({ length: 20 }, () => release);
  const everywhere = everywhereSaying(names, said, release);
  const [service = { service: said, places: [] }] = everywhere.services;
  return [
    statusMessage({ ...everywhere, live, page: 2, pages: 3, count: names.length }),
    liveMessage(live, lookedAt, said, everywhere.cards),
    serviceStatusMessage({ ...everywhere, service, live, past: live }),
  ];
}

/** Places of which others have written every name. */
function placesSaying(version: string, said: string, live: Release): PlaceNow[] {
  return [
    { environment: said, version, digest: said, since: 0, by: { id: said, name: said }, live },
    { environment: 'b', version: null, digest: null, since: null, by: null, live: null },
    { environment: 'b/c', version: said, digest: null, since: null, by: { id: 'U0EVIL', name: version }, live },
  ];
}

import { version } from './default-world.ts';
import type { World, WorldRun, WorldService } from './world.ts';

/** The places of the environment `global`, in the order in which they get a version. */
export const globalPlaces = ['internal', 'eu', 'us', 'ap'] as const;
type GlobalPlace = (typeof globalPlaces)[number];

/** The namespace of a place, which has a cluster of its own in a bigger company. */
export function namespaceOf(place: GlobalPlace): string {
  return `global-${place}`;
}

const run: WorldRun = { version: '8.0.0', replicas: 1, rps: 30, peakRps: 30 };

/** A service that runs all over the world. */
const storefront: WorldService = {
  name: 'storefront',
  image: 'shop/storefront',
  source: 'https://git.example.com/shop/storefront',
  routing: { kind: 'service' },
  update: 'RollingUpdate',
  latency: { median: 0.03, spread: 0.5 },
  errors: 0.0005,
  versions: [
    version('8.0.0', '2026-10-06', 'good'),
    version('8.1.0', '2026-11-05', 'good'),
    version('8.2.0', '2026-11-09', { errors: 0.3 }),
  ],
  runs: Object.fromEntries(globalPlaces.map((place) => [namespaceOf(place), run])),
};

/** The world with an environment of several places, and a service in all of them. */
export function withPlaces(world: World): World {
  const cluster = world.environments[0]?.cluster ?? 'sandbox';
  const places = globalPlaces.map(namespaceOf).map((name) => ({ name, cluster, namespace: name }));
  return {
    ...world,
    environments: [...world.environments, ...places],
    services: [...world.services, storefront],
  };
}

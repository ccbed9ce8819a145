import { version } from './default-world.ts';
import type { World, WorldService } from './world.ts';

/** The flag of pricing's feature. */
export const pricingFlag = 'new-pricing';

/** Services with which something moves beside the version: a feature's flag, a database. */
const movingServices: readonly WorldService[] = [
  {
    name: 'pricing',
    image: 'shop/pricing',
    source: 'https://git.example.com/shop/pricing',
    routing: { kind: 'service' },
    update: 'RollingUpdate',
    latency: { median: 0.025, spread: 0.5 },
    errors: 0.0005,
    feature: pricingFlag,
    versions: [
      version('1.4.0', '2026-10-06', 'good'),
      // Good in itself: only what is behind the flag fails.
      version('1.5.0', '2026-11-03', { errors: 0.6, feature: pricingFlag }),
      version('1.5.1', '2026-11-06', 'good'),
    ],
    runs: {
      staging: { version: '1.4.0', replicas: 1, rps: 20, peakRps: 20 },
      production: { version: '1.4.0', replicas: 2, rps: 80, peakRps: 160 },
    },
  },
  {
    name: 'orders',
    image: 'shop/orders',
    source: 'https://git.example.com/shop/orders',
    routing: { kind: 'service' },
    update: 'RollingUpdate',
    latency: { median: 0.035, spread: 0.5 },
    errors: 0.0005,
    versions: [
      version('7.2.0', '2026-10-07', 'good'),
      version('7.3.0', '2026-11-04', { errors: 0.08 }),
      version('7.3.1', '2026-11-08', 'good'),
    ],
    runs: {
      staging: { version: '7.2.0', replicas: 1, rps: 20, peakRps: 20 },
      production: { version: '7.2.0', replicas: 2, rps: 60, peakRps: 120 },
    },
  },
];

/** The world with these services as well. */
export function withMoving(world: World): World {
  return { ...world, services: [...world.services, ...movingServices] };
}

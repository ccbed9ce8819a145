import type { Character } from './characters.ts';
import type { World, WorldVersion } from './world.ts';

/** A version built at nine in the morning of the given day; the commit is made up from the tag. */
export function version(tag: string, day: string, character: Character, format?: WorldVersion['format']): WorldVersion {
  const revision = [...`${tag}@${day}`].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  const base = { tag, revision: revision.padEnd(40, '0').slice(0, 40), created: `${day}T09:00:00Z`, character };
  return format === undefined ? base : { ...base, format };
}

/** The world that `npm run sandbox` shows: a shop with four services in two environments. */
export const defaultWorld: World = {
  markedShare: 0.05,
  environments: [
    { name: 'staging', cluster: 'sandbox', namespace: 'staging' },
    { name: 'production', cluster: 'sandbox', namespace: 'production' },
  ],
  services: [
    {
      name: 'checkout',
      image: 'shop/checkout',
      source: 'https://git.example.com/shop/checkout',
      routing: { kind: 'istio' },
      update: 'RollingUpdate',
      latency: { median: 0.045, spread: 0.5 },
      errors: 0.0005,
      versions: [
        version('2.3.0', '2026-09-14', 'good'),
        version('2.4.0', '2026-10-05', 'good'),
        version('2.4.1', '2026-10-19', 'good'),
        version('2.5.0', '2026-10-26', { errors: 0.04 }),
        version('2.5.1', '2026-10-28', { slow: 8, share: 0.05 }),
        version('2.6.0', '2026-11-02', { leak: { slowPerMinute: 2, errorsPerMinute: 0.01 } }),
        version('2.7.0', '2026-11-05', 'crash-loop'),
        version('2.8.0', '2026-11-09', 'image-pull'),
        version('2.9.0', '2026-11-12', 'oom'),
      ],
      runs: {
        staging: { version: '2.4.0', replicas: 2, rps: 200, peakRps: 300 },
        production: { version: '2.4.0', replicas: 3, rps: 200, peakRps: 400 },
      },
    },
    {
      name: 'search',
      image: 'shop/search',
      source: 'https://git.example.com/shop/search',
      routing: { kind: 'service' },
      update: 'RollingUpdate',
      latency: { median: 0.02, spread: 0.6 },
      errors: 0.0005,
      versions: [
        version('1.8.0', '2026-09-01', 'good', 'manifest'),
        version('1.9.0', '2026-10-01', 'good', 'manifest'),
        version('1.9.1', '2026-10-12', 'good', 'manifest'),
        version('1.10.0', '2026-10-22', { errors: 0.06 }),
        version('1.10.1', '2026-10-23', 'not-ready'),
        version('1.11.0', '2026-11-03', { slow: 5, share: 0.1 }),
      ],
      runs: {
        staging: { version: '1.9.0', replicas: 2, rps: 15, peakRps: 15 },
        production: { version: '1.9.0', replicas: 4, rps: 60, peakRps: 180 },
      },
    },
    {
      name: 'payments-worker',
      image: 'shop/payments-worker',
      source: 'https://git.example.com/shop/payments-worker',
      routing: { kind: 'queue' },
      update: 'Recreate',
      latency: { median: 0.18, spread: 0.4 },
      errors: 0,
      versions: [
        version('3.1.0', '2026-08-20', 'good', 'docker'),
        version('3.2.0', '2026-09-28', 'good', 'docker'),
        version('3.2.1', '2026-10-20', 'good', 'docker'),
        version('3.3.0', '2026-11-04', 'crash-loop', 'docker'),
        version('3.3.1', '2026-11-06', 'oom', 'docker'),
      ],
      runs: {
        staging: { version: '3.2.0', replicas: 1, rps: 2, peakRps: 2 },
        production: { version: '3.2.0', replicas: 1, rps: 6, peakRps: 12 },
      },
    },
    {
      name: 'web',
      image: 'shop/web',
      source: 'https://git.example.com/shop/web',
      routing: { kind: 'service' },
      update: 'RollingUpdate',
      latency: { median: 0.03, spread: 0.5 },
      errors: 0.0005,
      versions: [
        version('5.0.0', '2026-09-10', 'good'),
        version('5.1.0', '2026-10-08', 'good'),
        version('5.1.1', '2026-10-21', 'good'),
        version('5.2.0', '2026-10-29', { slowStart: 4000 }),
        version('5.3.0', '2026-11-07', { errors: 0.05 }),
        version('5.4.0', '2026-11-10', 'image-pull'),
      ],
      runs: {
        staging: { version: '5.1.0', replicas: 2, rps: 20, peakRps: 20 },
        production: { version: '5.1.0', replicas: 3, rps: 80, peakRps: 240 },
      },
    },
  ],
};

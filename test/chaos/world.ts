import { defaultWorld, type World, type WorldService } from '../../sandbox/workloads/index.ts';
import { fewerStages } from '../support/small-world.ts';

/** How often each kind of service is there: istio canary, replica canary, recreate, rolling; eleven in all. */
const copies: Readonly<Record<string, number>> = { checkout: 3, search: 2, 'payments-worker': 3, web: 3 };
/** So many errors that ten requests are enough to see them, but for one time in ten thousand. */
const bad = [{ errors: 0.6 }, 'crash-loop', { errors: 0.6 }, 'image-pull'] as const;
/** More than an hour of deploys uses up: a place that has seen them all would only be refused. */
const newest = 120;

/** Which services are made after which of the sandbox's, by name. */
export const family: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(copies).map(([name, count]) => [
    name,
    Array.from({ length: count }, (_, index) => (index === 0 ? name : `${name}-${index + 1}`)),
  ]),
);

/** Many small services, each with versions to go forward through: every second is bad, for half of the services the first. */
export const chaosWorld: World = {
  ...defaultWorld,
  services: defaultWorld.services.flatMap((like) => (family[like.name] ?? []).map((name) => serviceLike(like, name))),
};

function serviceLike(like: WorldService, name: string): WorldService {
  const run = { version: '1.0.0', replicas: 2, rps: 40, peakRps: 40 };
  const place = Object.values(family).flat().indexOf(name);
  const versions = Array.from({ length: newest + 1 }, (_, minor) => {
    const tag = `1.${minor}.0`;
    const revision = Buffer.from(`${name}@${tag}`).toString('hex').padEnd(40, '0').slice(0, 40);
    const kind = bad[(Math.floor((minor + 1) / 2) + Math.floor(place / 2)) % bad.length] ?? 'good';
    const character = minor > 0 && (minor + place) % 2 === 0 ? kind : ('good' as const);
    return { tag, revision, created: '2026-09-14T09:00:00Z', character };
  });
  return { ...like, name, image: `shop/${name}`, versions, runs: { staging: run, production: run } };
}

/** The sandbox's catalogue with each service as often as the world has it, and limits that a short run can wait for. */
export function chaosCatalogue(text: string): string {
  const [head = '', services = ''] = text.split('services:\n');
  const entries = services.split(/^(?= {2}\S)/m).flatMap((entry) => {
    const name = /^ {2}(\S+):/.exec(entry)?.[1] ?? '';
    return (family[name] ?? []).map((copy) =>
      entry
        .replace(`  ${name}:`, `  ${copy}:`)
        .replace(`/shop/${name}\n`, `/shop/${copy}\n`)
        .replace(`virtualService: ${name} `, `virtualService: ${copy} `)
        .replace('production: { requires: staging }', 'production: {}'),
    );
  });
  const quick = fewerStages(head)
    .replace('hold: 2m, pause: 5m, total: 30m', 'hold: 12s, pause: 10s, total: 90s')
    .replace('ready: 30s', 'ready: 15s');
  return `${quick}services:\n${entries.join('')}`;
}

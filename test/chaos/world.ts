import { defaultWorld, pricingFlag, type World, type WorldService, withMoving } from '../../sandbox/workloads/index.ts';
import { fewerStages } from '../support/small-world.ts';

/** A service that is made after one of the sandbox's, and how it is released. */
interface Part {
  name: string;
  like: string;
  makes?: WorldService['makes'];
  /** In place of the strategy of the one that it is like. */
  strategy?: string;
  /** What comes of a version that is asked for while another is released. */
  whileReleasing?: 'queue' | 'supersede';
}

const blueGreen = '{ kind: blue-green, smoke: [{ path: /healthz }], soak: 1s, keep: 2s }';
const copies = 'size: 50, steps: [{ percent: 50, bake: 1s }]';
const partitions = '{ kind: rolling, partitions: [{ pods: 1, bake: 1s }], bake: 1s }';

/** Every strategy, on each way in which it moves traffic, and each kind of workload. */
const cast: readonly Part[] = [
  { name: 'checkout', like: 'checkout', whileReleasing: 'supersede' },
  { name: 'checkout-2', like: 'checkout', strategy: blueGreen, whileReleasing: 'queue' },
  { name: 'checkout-3', like: 'checkout', strategy: '{ kind: ab-test, duration: 2s, without-result: b }' },
  {
    name: 'checkout-4',
    like: 'checkout',
    strategy: `{ kind: dark-launch, ${copies}, shares: [{ percent: 50, bake: 1s }] }`,
    whileReleasing: 'supersede',
  },
  { name: 'checkout-5', like: 'checkout', strategy: `{ kind: dark-launch, ${copies}, next: stop }` },
  { name: 'search', like: 'search', whileReleasing: 'queue' },
  { name: 'search-2', like: 'search', strategy: blueGreen, whileReleasing: 'supersede' },
  { name: 'search-3', like: 'search', makes: 'StatefulSet', strategy: partitions, whileReleasing: 'supersede' },
  { name: 'web', like: 'web' },
  { name: 'web-2', like: 'web', whileReleasing: 'queue' },
  { name: 'web-3', like: 'web', makes: 'DaemonSet' },
  { name: 'pricing', like: 'pricing' },
  { name: 'payments-worker', like: 'payments-worker' },
  { name: 'payments-worker-2', like: 'payments-worker', whileReleasing: 'supersede' },
];

/** So many errors that ten requests are enough to see them, but for one time in ten thousand. */
const bad = [{ errors: 0.6 }, 'crash-loop', { errors: 0.6 }, 'image-pull'] as const;
/** More than an hour of deploys uses up: a place that has seen them all would only be refused. */
const newest = 120;

/** Many small services, each with versions to go forward through: every second is bad, for half of the services the first. */
export const chaosWorld: World = {
  ...defaultWorld,
  // So many that two seconds of an A/B test tell enough of the new version.
  markedShare: 0.3,
  services: cast.map(serviceOf),
};

function serviceOf({ name, like, makes }: Part, place: number): WorldService {
  const usual = withMoving(defaultWorld).services.find((service) => service.name === like);
  if (!usual) throw new Error(`the sandbox has no service ${like}`);
  const run = { version: '1.0.0', replicas: 2, rps: 40, peakRps: 40 };
  const versions = Array.from({ length: newest + 1 }, (_, minor) => {
    const tag = `1.${minor}.0`;
    const revision = Buffer.from(`${name}@${tag}`).toString('hex').padEnd(40, '0').slice(0, 40);
    const kind = bad[(Math.floor((minor + 1) / 2) + Math.floor(place / 2)) % bad.length] ?? 'good';
    const character = minor > 0 && (minor + place) % 2 === 0 ? kind : ('good' as const);
    return { tag, revision, created: '2026-09-14T09:00:00Z', character };
  });
  return {
    ...usual,
    name,
    ...(makes && { makes }),
    image: `shop/${name}`,
    versions,
    runs: { staging: run, production: run },
  };
}

/** A flag that is moved by itself now and then, and the service that it is of. */
export const chaosFlag = { service: 'pricing', flag: pricingFlag };

/** The sandbox's catalogue with the services of this world, and limits that a short run can wait for. */
export function chaosCatalogue(text: string): string {
  const [head = '', services = ''] = text.split('services:\n');
  const entries = services.split(/^(?= {2}\S)/m);
  const entryOf = (part: Part) => inCatalogue(entries.find((entry) => entry.startsWith(`  ${part.like}:`)) ?? '', part);
  const quick = fewerStages(head)
    .replace('hold: 2m, pause: 5m, total: 30m', 'hold: 12s, pause: 10s, total: 90s, queue: 90s')
    .replace('ready: 30s', 'ready: 15s')
    // Somebody must approve there as well where the release before went back.
    .replace('approval: { required: 0 }', 'approval: { required: 0, expires: 30s }')
    .replace(/^ {2}mention: .*\n/m, (line) => `${line}  train: { soak: 1s, onFailure: rollback }\n`);
  return `${quick}services:\n${cast.map(entryOf).join('')}`;
}

function inCatalogue(entry: string, { name, like, makes, strategy, whileReleasing }: Part): string {
  return entry
    .replace(`  ${like}:`, `  ${name}:`)
    .replace(`/shop/${like}\n`, `/shop/${name}\n`)
    .replace(`virtualService: ${like} `, `virtualService: ${name} `)
    .replace('production: { requires: staging }', 'production: {}')
    .replace('workload: { ', makes ? `workload: { kind: ${makes}, ` : 'workload: { ')
    .replace(/strategy: .*/, (line) => (strategy ? `strategy: ${strategy}` : line))
    .replace(/^ {4}strategy: /m, (line) => (whileReleasing ? `    whileReleasing: ${whileReleasing}\n${line}` : line));
}

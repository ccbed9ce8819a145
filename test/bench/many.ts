import { type FlagService, tokenEnv } from '../../sandbox/unleash/index.ts';
import type { Timing, World, WorldService } from '../../sandbox/workloads/index.ts';
import { seed } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import type { SluicePlace } from '../support/process.ts';
import { candidate, flagOf, nameOf, prefix, stable } from './names.ts';
import { canaryByWeight, type Shape } from './shapes.ts';

/** A world of many small services, so that many releases can be measured without waiting for one to end. */
export interface ManyOptions {
  services: number;
  /** Canary stages in the catalogue's own words, e.g. `{ percent: 25, bake: 5m }`. */
  stages: readonly string[];
  interval: string;
  /** Requests per second of each service. */
  rps: number;
  replicas?: number;
  /** How each is released; a canary by weight where it is not said. */
  shapeOf?: (index: number) => Shape;
  /** In promotion order; staging and production where it is not said. None asks for an approval then. */
  environments?: readonly string[];
  /** How fast pods start and crash, where that is not to be as usual. */
  timing?: Partial<Timing>;
  /** Each service then has a flag of its own, and is rolled rather than a canary. */
  flags?: FlagService;
}

export function startMany(options: ManyOptions): Promise<SandboxWorld> {
  const { interval, services, environments = usualEnvironments, timing = {} } = options;
  const world: World = {
    // Half of all requests are those that an A/B test asks for.
    markedShare: 0.5,
    environments: environments.map((name) => ({ name, cluster: 'sandbox', namespace: name })),
    services: Array.from({ length: services }, (_, index) => service(index, options)),
  };
  return startWorld({
    pace: { bake: '1m', interval },
    world,
    load: 'usual',
    pods: { timing },
    edit: (text) => catalogue(text, options),
  });
}

const usualEnvironments = ['staging', 'production'];

function service(index: number, options: ManyOptions): WorldService {
  const { rps, environments = usualEnvironments, shapeOf = () => canaryByWeight } = options;
  const name = nameOf(index);
  const shape = shapeOf(index);
  const replicas = Math.max(options.replicas ?? 2, shape.replicas ?? 1);
  const revision = '0123456789abcdef0123456789abcdef01234567';
  const version = (tag: string, created: string) => ({ tag, revision, created, character: 'good' as const });
  const run = { version: stable, replicas, rps, peakRps: rps };
  return {
    name,
    image: `shop/${name}`,
    source: `https://git.example.com/shop/${name}`,
    ...shape.service,
    update: 'RollingUpdate',
    latency: { median: 0.02, spread: 0.3 },
    errors: 0,
    versions: [version(stable, '2026-09-01T09:00:00Z'), version(candidate, '2026-10-01T09:00:00Z')],
    runs: Object.fromEntries(environments.map((each) => [each, run])),
  };
}

/** The sandbox's own catalogue with other stages and services; nothing that a bench should hold on. */
function catalogue(text: string, options: ManyOptions): string {
  const { services, stages, flags, environments, shapeOf = () => canaryByWeight } = options;
  const registry = /image: (\S+)\/shop\/checkout/.exec(text)?.[1] ?? '';
  const [head = ''] = text.split(/^services:$/m);
  const own = Array.from({ length: services }, (_, index) => {
    const name = nameOf(index);
    const lines = flags ? behindFlag(name, flags) : shapeOf(index).entry(name);
    return [`  ${name}:`, ...[`image: ${registry}/shop/${name}`, ...lines].map((line) => `    ${line}`)];
  });
  const steps = stages.map((stage) => `      - ${stage}\n`).join('');
  const before = head
    .replace(/^( {6}- \{ percent.*\n)+/m, (usual) => steps || usual)
    .replace('ready: 30s', 'ready: 5m')
    .replace('total: 30m', 'total: 2h');
  return `${environments ? withEnvironments(before, environments) : before}services:\n${own.flat().join('\n')}\n`;
}

function withEnvironments(head: string, environments: readonly string[]): string {
  const lines = environments.map(
    (name) => `  ${name}: { cluster: sandbox, namespace: ${name}, approval: { required: 0 }, train: { soak: 0s } }\n`,
  );
  return head.replace(/^environments:\n[\s\S]*/m, `environments:\n${lines.join('')}`);
}

function behindFlag(name: string, { url, environmentFor }: FlagService): readonly string[] {
  return [
    'workload: { container: app }',
    'strategy: { kind: rolling, bake: 1s }',
    `flags: { kind: unleash, url: '${url}', environment: ${environmentFor('staging')}, tokenEnv: ${tokenEnv} }`,
    `releaseFlags: [{ flag: ${flagOf(name)}, steps: [{ percent: 50, bake: 10m }] }]`,
  ];
}

export function placeIn(world: SandboxWorld, apiUrl = world.slack.apiUrl): SluicePlace {
  return {
    redisUrl: world.redisUrl,
    catalogue: world.catalogue,
    kubeconfig: world.kubeconfig,
    slack: { apiUrl, botToken: seed.botToken, appToken: seed.appToken, signingSecret: seed.signingSecret },
    prefix,
  };
}

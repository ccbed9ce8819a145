import { type FlagService, tokenEnv } from '../../sandbox/unleash/index.ts';
import type { World, WorldService } from '../../sandbox/workloads/index.ts';
import { seed } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import type { SluicePlace } from '../support/process.ts';

/** A world of many small services, so that many releases can be measured without waiting for one to end. */
export interface ManyOptions {
  services: number;
  /** Canary stages in the catalogue's own words, e.g. `{ percent: 25, bake: 5m }`. */
  stages: readonly string[];
  interval: string;
  /** Requests per second of each service. */
  rps: number;
  replicas?: number;
  /** Each service then has a flag of its own, and is rolled rather than a canary. */
  flags?: FlagService;
}

export const prefix = '{bench}';
export const stable = '1.0.0';
export const candidate = '1.1.0';
export const nameOf = (index: number): string => `svc-${String(index + 1).padStart(2, '0')}`;
/** The flag of a service. */
export const flagOf = (service: string): string => `${service}-feature`;

export function startMany(options: ManyOptions): Promise<SandboxWorld> {
  const { interval, services } = options;
  const world: World = {
    environments: [
      { name: 'staging', cluster: 'sandbox', namespace: 'staging' },
      { name: 'production', cluster: 'sandbox', namespace: 'production' },
    ],
    services: Array.from({ length: services }, (_, index) => service(nameOf(index), options)),
  };
  return startWorld({
    pace: { bake: '1m', interval },
    world,
    load: 'usual',
    edit: (text) => catalogue(text, options),
  });
}

function service(name: string, { rps, replicas = 2 }: ManyOptions): WorldService {
  const revision = '0123456789abcdef0123456789abcdef01234567';
  const version = (tag: string, created: string) => ({ tag, revision, created, character: 'good' as const });
  const run = { version: stable, replicas, rps, peakRps: rps };
  return {
    name,
    image: `shop/${name}`,
    source: `https://git.example.com/shop/${name}`,
    routing: { kind: 'istio' },
    update: 'RollingUpdate',
    latency: { median: 0.02, spread: 0.3 },
    errors: 0,
    versions: [version(stable, '2026-09-01T09:00:00Z'), version(candidate, '2026-10-01T09:00:00Z')],
    runs: { staging: run, production: run },
  };
}

/** The sandbox's own catalogue with other stages and services; nothing that a bench should hold on. */
function catalogue(text: string, { services, stages, flags }: ManyOptions): string {
  const registry = /image: (\S+)\/shop\/checkout/.exec(text)?.[1] ?? '';
  const [head = ''] = text.split(/^services:$/m);
  const own = Array.from({ length: services }, (_, index) => nameOf(index)).map(
    (name) => `  ${name}:
    image: ${registry}/shop/${name}
    workload: { container: app }
${flags ? behindFlag(name, flags) : canary(name)}`,
  );
  const steps = stages.map((stage) => `      - ${stage}\n`).join('');
  return `${head
    .replace(/^( {6}- \{ percent.*\n)+/m, (usual) => steps || usual)
    .replace('total: 30m', 'total: 2h')}services:\n${own.join('')}`;
}

function canary(name: string): string {
  return `    strategy: canary
    traffic: { kind: istio, virtualService: ${name} }
`;
}

function behindFlag(name: string, { url, environmentFor }: FlagService): string {
  return `    strategy: { kind: rolling, bake: 1s }
    flags: { kind: unleash, url: '${url}', environment: ${environmentFor('staging')}, tokenEnv: ${tokenEnv} }
    releaseFlags: [{ flag: ${flagOf(name)}, steps: [{ percent: 50, bake: 10m }] }]
`;
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

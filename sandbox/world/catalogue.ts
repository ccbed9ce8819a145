import type { FlagService } from '../unleash/index.ts';
import { movingEntries } from './moving-entries.ts';
import { placedEntries, placedEnvironment } from './placed-entries.ts';

/** The catalogue of the sandbox's company: short bake times, so that one can watch. */
export interface CatalogueOptions {
  /** host:port of the sandbox's registry. */
  registry: string;
  kubeconfig: string;
  /** Bake per canary stage, e.g. `6s`. */
  bake: string;
  interval: string;
  /** How long a bake waits for evidence beyond its end. */
  patience?: string;
  /** The flag service of a world in which flags and databases move, too. */
  flags?: FlagService | null;
  /** Of a world that shows everything: an environment of several places, and every strategy within a minute. */
  places?: boolean;
  /** Time until an approval expires, e.g. `10m`. */
  expires?: string;
}

export function catalogueText({
  registry,
  kubeconfig,
  bake,
  interval,
  patience = '20s',
  expires = '10m',
  flags = null,
  places = false,
}: CatalogueOptions): string {
  // A service that lists no environments is in all of them.
  const here = places ? '\n    environments: { staging: , production: }' : '';
  return `version: 1
clusters:
  sandbox: { kubeconfig: ${JSON.stringify(kubeconfig)}, context: admin@sandbox }
defaults:
  channel: '#releases'
  images: { kind: oci }
  metrics: { kind: scrape, via: proxy }
  mention: ['@oncall-shop']
  analysis: { judge: baseline, interval: ${interval}, minRequests: 10, patience: ${patience} }
  limits: { ready: 30s, hold: 2m, pause: 5m, total: 30m }
  links:
    diff: 'https://git.example.com/shop/{service}/compare/{from}...{to}'
    dashboard: 'https://metrics.example.com/d/{service}?env={environment}'
strategies:
  canary:
    kind: canary
    steps:
      - { percent: 1, bake: ${bake} }
      - { percent: 5, bake: ${bake} }
      - { percent: 25, bake: ${bake} }
      - { percent: 50, bake: ${bake} }
      - { percent: 100, bake: ${bake} }
  rolling: { kind: rolling, bake: ${bake} }
  recreate: { kind: recreate, bake: ${bake} }
${places ? shortStrategies(bake) : ''}environments:
  staging: { cluster: sandbox, namespace: staging, approval: { required: 0 }${places ? `, train: { soak: ${bake} }` : ''} }
  production:
    cluster: sandbox
    namespace: production
    protected: true
    requires: none
    approval: { required: 1, groups: [payments-leads], expires: ${expires}, remind: 1m }
${places ? placedEnvironment(bake, expires) : ''}services:
  checkout:
    image: ${registry}/shop/checkout
    workload: { container: app }
    strategy: canary
    traffic: { kind: istio, virtualService: checkout }${here}
    needs: [search]
  search:
    image: ${registry}/shop/search
    workload: { container: app }
    strategy: canary
    traffic: { kind: replicas }
    environments:
      staging: {}
      production: { requires: staging }
  web:
    image: ${registry}/shop/web
    workload: { container: app }
    strategy: rolling${here}
    needs: [checkout]
  payments-worker:
    image: ${registry}/shop/payments-worker
    strategy: recreate
    workload: { container: app, service: none }${here}
${flags ? movingEntries({ registry, bake, flags, here }) : ''}${places ? placedEntries(registry) : ''}sets:
  shop-2024-11:
    services: { web: 5.1.1, checkout: 2.4.1, search: 1.9.1 }
`;
}

/** The built-in ones take an hour to look at. */
function shortStrategies(bake: string): string {
  const steps = `[{ percent: 10, bake: ${bake} }, { percent: 100, bake: ${bake} }]`;
  return `  blue-green: { kind: blue-green, soak: ${bake}, keep: ${threeTimes(bake)} }
  ab-test: { kind: ab-test, match: { header: x-ab, value: b }, duration: ${threeTimes(bake)} }
  dark-launch: { kind: dark-launch, steps: ${steps}, shares: ${steps} }
`;
}

/** "8s" → "24s" */
function threeTimes(time: string): string {
  return time.replace(/^\d+/, (count) => String(3 * Number(count)));
}

import type { WorldService } from '../../sandbox/workloads/index.ts';
import { byImage, byPods, byRoutes, bySelector, type LedBy } from './leads.ts';

/** How a service of a bench is released. */
export interface Shape {
  /** In words, for a table. */
  called: string;
  service: Pick<WorldService, 'routing' | 'makes'>;
  /** Of its stable version, where fewer would not do. */
  replicas?: number;
  /** What its entry in the catalogue says beside its image, in lines. */
  entry(service: string): readonly string[];
  /** What a write says of where its requests go. */
  ledBy: LedBy;
}

const watched = '30m';
const workload = 'workload: { container: app }';
const istio = (service: string) => `traffic: { kind: istio, virtualService: ${service} }`;
const byPodsAlone = 'traffic: { kind: replicas }';

/** The canary of the bench's own stages. */
export const canaryByWeight: Shape = {
  called: 'canary by weight',
  service: { routing: { kind: 'istio' } },
  entry: (service) => [workload, 'strategy: canary', istio(service)],
  ledBy: byRoutes,
};

const canaryByPods: Shape = {
  called: 'canary by pods',
  service: { routing: { kind: 'service' } },
  entry: () => [workload, 'strategy: canary', byPodsAlone],
  ledBy: byPods,
};

const blueGreen = `strategy: { kind: blue-green, soak: ${watched}, keep: ${watched} }`;

export const blueGreenByWeight: Shape = {
  called: 'blue-green by weight',
  service: { routing: { kind: 'istio' } },
  entry: (service) => [workload, blueGreen, istio(service)],
  ledBy: byRoutes,
};

export const blueGreenBySelector: Shape = {
  called: 'blue-green by selector',
  service: { routing: { kind: 'service' } },
  entry: () => [workload, blueGreen, byPodsAlone],
  ledBy: bySelector,
};

const abTest: Shape = {
  called: 'A/B test',
  service: { routing: { kind: 'istio' } },
  entry: (service) => [
    workload,
    `strategy: { kind: ab-test, match: { header: x-ab, value: b }, duration: ${watched} }`,
    istio(service),
  ],
  ledBy: byRoutes,
};

const darkLaunch: Shape = {
  called: 'dark launch',
  service: { routing: { kind: 'istio' } },
  entry: (service) => [
    workload,
    `strategy: { kind: dark-launch, steps: [{ percent: 100, bake: ${watched} }], next: stop }`,
    istio(service),
  ],
  ledBy: byRoutes,
};

const partitions: Shape = {
  called: 'StatefulSet by partitions',
  service: { routing: { kind: 'service' }, makes: 'StatefulSet' },
  replicas: 2,
  entry: () => [
    'workload: { kind: StatefulSet, container: app }',
    `strategy: { kind: rolling, partitions: [{ pods: 1, bake: ${watched} }], bake: ${watched} }`,
  ],
  ledBy: byImage,
};

const rolling: Shape = {
  called: 'rolling',
  service: { routing: { kind: 'service' } },
  entry: () => [workload, `strategy: { kind: rolling, bake: ${watched} }`],
  ledBy: byImage,
};

/** As short as a release can be that is watched. */
export const rollingBriefly: Shape = {
  ...rolling,
  entry: () => [workload, 'strategy: { kind: rolling, bake: 1s }'],
};

/** Every way in which requests, or copies of them, can get to a new version. */
export const everyShape = [
  canaryByWeight,
  blueGreenByWeight,
  blueGreenBySelector,
  abTest,
  darkLaunch,
  partitions,
  rolling,
  canaryByPods,
] as const;

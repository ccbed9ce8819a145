import type { Strategy } from '../../src/domain/target.ts';
import { image } from './engine-objects.ts';
import type { EngineWorldOptions } from './engine-world.ts';

/** A strategy on the workload and the router that it is played with. */
export interface Played extends Pick<EngineWorldOptions, 'strategy' | 'router' | 'kind'> {
  name: string;
  /** Whether stable runs the new version once the release has succeeded. */
  bringsIn: boolean;
  /** Percent of the requests that carry the mark for which its route asks. */
  marked?: number;
}

const bakeMs = 4000;
const shares = [25, 100].map((percent) => ({ percent, bakeMs }));
const canary: Strategy = { kind: 'canary', steps: shares };
const blueGreen: Strategy = { kind: 'blue-green', soakMs: bakeMs, keepMs: 2 * bakeMs };
const abTest: Strategy = {
  kind: 'ab-test',
  mark: { in: 'header', name: 'x-ab', value: 'b' },
  size: 50,
  durationMs: 2 * bakeMs,
  withoutResult: 'b',
};
const darkLaunch: Strategy = { kind: 'dark-launch', size: 100, steps: shares, shares: null };
const rolling: Strategy = { kind: 'rolling', bakeMs };
const partitions: Strategy = { kind: 'rolling', partitions: [{ pods: 1, bakeMs }], bakeMs };
const recreate: Strategy = { kind: 'recreate', bakeMs };

const beside = { bringsIn: true };
const inPlace = { ...beside, router: 'replicas' } as const;

/** Every strategy, on each way in which it moves traffic, and on each kind of workload that it can release. */
export const everyStrategy: readonly Played[] = [
  { name: 'canary by a router', strategy: canary, router: 'istio', ...beside },
  { name: 'canary by pods', strategy: canary, router: 'replicas', ...beside },
  { name: 'blue-green by a router', strategy: blueGreen, router: 'istio', ...beside },
  { name: 'blue-green by the Service', strategy: blueGreen, router: 'service', ...beside },
  { name: 'A/B test', strategy: abTest, router: 'istio', marked: 5, ...beside },
  {
    name: 'dark launch, then canary',
    strategy: { ...darkLaunch, shares: [{ percent: 50, bakeMs }] },
    router: 'istio',
    ...beside,
  },
  { name: 'dark launch that stops', strategy: darkLaunch, router: 'istio', ...beside, bringsIn: false },
  { name: 'rolling', strategy: rolling, ...inPlace },
  { name: 'rolling, StatefulSet', strategy: rolling, kind: 'stateful-set', ...inPlace },
  { name: 'rolling by partitions, StatefulSet', strategy: partitions, kind: 'stateful-set', ...inPlace },
  { name: 'rolling, DaemonSet', strategy: rolling, kind: 'daemon-set', ...inPlace },
  { name: 'recreate', strategy: recreate, ...inPlace },
  { name: 'recreate, StatefulSet', strategy: recreate, kind: 'stateful-set', ...inPlace },
];

/** What is seen of a cluster with the new version in place of the one before. */
export function withNewVersion(seen: unknown): unknown {
  return JSON.parse(JSON.stringify(seen).replaceAll(image('2.4.0'), image('2.4.1')));
}

import type { KubeObject } from '../../../sandbox/cluster/index.ts';
import type { SandboxWorld } from '../../../sandbox/world/start.ts';
import type { TrainSettings } from '../../../src/domain/train.ts';
import type { Others } from './stage.ts';

/** What is released to checkout gets copies first. */
export function darkLaunch(next: 'canary' | 'stop'): (catalogue: string) => string {
  const shares = next === 'canary' ? ', shares: [{ percent: 50, bake: 1s }]' : '';
  const strategy = `{ kind: dark-launch, steps: [{ percent: 50, bake: 1s }], next: ${next}${shares} }`;
  return (catalogue) => catalogue.replace('strategy: canary', `strategy: ${strategy}`);
}

/** Its trains soak for a moment, and do this where one of their releases fails. */
export function trains(onFailure: TrainSettings['onFailure']): (catalogue: string) => string {
  return (catalogue) =>
    catalogue.replace(/^ {2}mention: .*\n/m, (line) => `${line}  train: { soak: 1s, onFailure: ${onFailure} }\n`);
}

/** What is staging otherwise is one of two places of production then, which get a version at the same time. */
export function inTwoPlaces(catalogue: string): string {
  const places = '[{ name: one, ring: both, namespace: staging }, { name: two, ring: both, namespace: production }]';
  return catalogue
    .replace(/^ {2}staging: .*\n/m, '')
    .replace(/^ {6}staging: .*\n/gm, '')
    .replaceAll('requires: staging', 'requires: none')
    .replace(/^ {4}namespace: production$/m, `    places: ${places}`);
}

/** Who carries the mark meets what is released to checkout, and the question which version stays comes soon. */
export function abTest(catalogue: string): string {
  return catalogue.replace('strategy: canary', 'strategy: { kind: ab-test, duration: 1s }');
}

/** The search of staging as a StatefulSet, of which one pod gets the version first. */
export function byPartitions(catalogue: string): string {
  const partitions = 'strategy: { kind: rolling, partitions: [{ pods: 1, bake: 1s }], bake: 1s }';
  return catalogue.replace(
    /^ {6}staging: \{\}$/m,
    `      staging: { workload: { kind: StatefulSet, name: search-set, container: app, service: search }, ${partitions} }`,
  );
}

export function makeSet({ cluster }: SandboxWorld): void {
  const { spec } = cluster.objects.get('deployments', 'search', 'staging') as KubeObject & { spec: PodsOf };
  // Its pods are behind the Service of the Deployment, too.
  const labels = { app: 'search', part: 'set' };
  const template = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
  cluster.objects.create({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'search-set', namespace: 'staging', labels },
    spec: { replicas: 2, serviceName: 'search-set', selector: { matchLabels: { part: 'set' } }, template },
  });
}

interface PodsOf {
  template: { metadata: object };
}

/** What rolls otherwise takes all of the traffic at once. */
export function atOnce(catalogue: string): string {
  return catalogue.replace(
    /\{ kind: rolling, bake: (\w+) \}/,
    '{ kind: blue-green, smoke: [{ path: /healthz }], soak: $1, keep: $1 }',
  );
}

/** The same, once all that a strategy knows has been done before. */
export function testedFirst(catalogue: string, { ci }: Others): string {
  const tests = `smoke-job: { command: [bin/smoke] }, smoke-webhook: { url: '${ci}' }`;
  const preview = 'smoke: [{ path: / }], preview: { rate: 20, for: 1s }, promote: by-hand';
  return catalogue.replace(
    /\{ kind: rolling, bake: (\w+) \}/,
    `{ kind: blue-green, ${tests}, ${preview}, soak: $1, keep: $1 }`,
  );
}

export function withContract(catalogue: string): string {
  const contract = '      contract: { after: 1s, command: [migrate, run, DROP TABLE IF EXISTS orders_backup] }\n';
  return catalogue.replace(
    /^ {6}undo: \{ command: \[migrate, run, ALTER TABLE orders DROP.*\n/m,
    (line) => line + contract,
  );
}

/** Another service backs the database up and puts it back. */
export function withBackups(catalogue: string, { backups: url }: Others): string {
  return catalogue.replace(
    /^ {6}(backup|undo): \{ command: \[migrate, run, .*orders.*$/gm,
    `      $1: { webhook: { url: '${url}' } }`,
  );
}

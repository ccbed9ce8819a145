import type { ActionContext } from '../../../src/actions/action.ts';
import { type Action, type ActionKind, type ActionOf, actions } from '../../../src/actions/index.ts';
import { exampleFlag } from '../../support/flag-state.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const inStaging = { service: 'checkout', environment: 'staging', version: '2.4.1' };
const ofSet = { service: '<!here>*s*', from: '<!here>`2.4.0`' };

/** Of each kind, actions that show its different faces. */
export const examples: { [K in ActionKind]: readonly [ActionOf<K>, ...ActionOf<K>[]] } = {
  'route.prepare': [{ kind: 'route.prepare' }],
  'route.clean': [{ kind: 'route.clean' }],
  'candidate.start': [{ kind: 'candidate.start', replicas: 1 }],
  'candidate.scale': [{ kind: 'candidate.scale', replicas: 4 }],
  'candidate.remove': [{ kind: 'candidate.remove' }],
  'smoke.run': [
    { kind: 'smoke.run', checks: [{ path: '/health', status: 200, contains: '<!here>`ok`*' }] },
    { kind: 'smoke.run', checks: [{ path: '/*_a_*', status: 301, contains: null }] },
  ],
  'smoke.repeat': [
    {
      kind: 'smoke.repeat',
      checks: [{ path: '/*_a_*', status: 200, contains: '<!here>`ok`*' }],
      perSecond: 5,
      forMs: 90_000,
    },
  ],
  'smoke.job': [
    {
      kind: 'smoke.job',
      work: { job: null, image: null, command: ['bin/smoke', '<!here>`ok`*'], deadlineMs: 300_000 },
    },
  ],
  'smoke.webhook': [
    {
      kind: 'smoke.webhook',
      hook: {
        webhook: { url: 'https://<!here>*ci*/x', headers: {}, secret: null, timeoutMs: 1000 },
        deadlineMs: 300_000,
      },
    },
  ],
  'switch.ask': [{ kind: 'switch.ask' }],
  'traffic.shift': [{ kind: 'traffic.shift', percent: 12.5, replicas: 2 }],
  'traffic.restore': [{ kind: 'traffic.restore', replicas: 4 }],
  'traffic.match': [{ kind: 'traffic.match', mark: { in: 'cookie', name: '*b*', value: '<!here>' }, replicas: 2 }],
  'traffic.mirror': [{ kind: 'traffic.mirror', percent: 12.5, replicas: 2 }],
  'traffic.unmirror': [{ kind: 'traffic.unmirror' }],
  bake: [{ kind: 'bake', percent: 25, forMs: 90_000 }],
  'workload.partition': [
    { kind: 'workload.partition', image: 'registry.example/checkout:2.4.1', pods: 1, replicas: 4, more: 1, before: 0 },
    { kind: 'workload.partition', image: 'registry.example/checkout:2.4.1', pods: 4, replicas: 4, more: 3, before: 2 },
  ],
  'workload.update': [
    { kind: 'workload.update', image: 'registry.example/checkout:2.4.1', replicas: 4 },
    { kind: 'workload.update', image: 'registry.example/checkout:2.4.0', replicas: 0 },
  ],
  'workload.scale': [
    { kind: 'workload.scale', replicas: 0 },
    { kind: 'workload.scale', replicas: 4 },
  ],
  'flag.set': [
    { kind: 'flag.set', flag: 'new-pricing', change: { kind: 'kill' }, was: 0 },
    { kind: 'flag.set', flag: '<!here>*n*', change: { kind: 'set', enabled: true, percentage: 5 }, was: 0 },
    { kind: 'flag.set', flag: 'new-pricing', change: { kind: 'set', percentage: 25 }, was: 5 },
  ],
  'flag.restore': [
    { kind: 'flag.restore', before: exampleFlag() },
    { kind: 'flag.restore', before: exampleFlag({ flag: '<!here>`n`', enabled: true, percentage: null }) },
  ],
  'config.copy': [
    {
      kind: 'config.copy',
      sources: [
        { kind: 'ConfigMap', source: '<!here>*c*', fingerprint: 'f', changes: { keys: 7, named: ['<!here>`K`', 'B'] } },
        { kind: 'Secret', source: 'checkout-keys', fingerprint: 'f', changes: null },
      ],
    },
  ],
  'config.remove': [{ kind: 'config.remove', sources: [{ kind: 'ConfigMap', source: '<!here>*c*' }] }],
  'config.settle': [
    { kind: 'config.settle', configuration: [{ kind: 'ConfigMap', source: 'c', from: 'c-r1', to: null }] },
  ],
  'release.run': [
    { kind: 'release.run', ...inStaging, strategy: 'rolling', approvals: 0 },
    { kind: 'release.run', ...inStaging, environment: '<!here>*n*', strategy: 'canary', approvals: 2 },
    { kind: 'release.run', ...inStaging, ...ofSet, strategy: 'canary', approvals: 1, takesMs: 90_000 },
    { kind: 'release.run', ...inStaging, ...ofSet, backwards: true, strategy: 'rolling', approvals: 0 },
  ],
  'release.back': [
    { kind: 'release.back', ...inStaging, stays: true },
    { kind: 'release.back', ...inStaging, stays: false },
    { kind: 'release.back', ...inStaging, ...ofSet, stays: false },
    { kind: 'release.back', ...inStaging, ...ofSet, backwards: true, stays: true },
  ],
  'release.ring': [
    {
      kind: 'release.ring',
      service: 'checkout',
      version: '2.4.1',
      places: [
        { environment: 'production/eu', strategy: 'canary', approvals: 1 },
        { environment: 'production/<!here>*n*', strategy: 'rolling', approvals: 1, approvedBefore: true },
      ],
      sideBySide: 1,
      onFailure: 'stop',
    },
  ],
  'release.ring-back': [
    { kind: 'release.ring-back', service: 'checkout', environments: ['a/b', 'a/c'], version: '2.4.1', stays: true },
    { kind: 'release.ring-back', service: 'checkout', environments: ['a/b'], version: '2.4.1', stays: false },
  ],
  'release.soak': [{ kind: 'release.soak', ...inStaging, forMs: 900_000 }],
  'verify.clean': [{ kind: 'verify.clean' }],
  'migration.run': [
    { kind: 'migration.run', phase: 'dryRunAhead' },
    { kind: 'migration.run', phase: 'backup' },
    { kind: 'migration.run', phase: 'dryRun' },
    { kind: 'migration.run', phase: 'expand' },
    { kind: 'migration.run', phase: 'verify' },
    { kind: 'migration.run', phase: 'contract' },
  ],
  'migration.soak': [{ kind: 'migration.soak', forMs: 3_600_000 }],
  'migration.undo': [{ kind: 'migration.undo' }],
};

export const kinds = Object.keys(actions) as ActionKind[];

/** Every example, with a name for the test. */
export const everyAction: [string, Action][] = kinds.flatMap((kind) =>
  examples[kind].map((action): [string, Action] => [JSON.stringify(action), action]),
);

/** A context as hostile as people and catalogues can make it. */
export function hostile(): ActionContext {
  const target = exampleTarget();
  return {
    from: { version: '<!channel>*1*', image: 'registry.example/checkout:2.4.0' },
    to: { version: '<!here>`2`', image: 'registry.example/checkout:2.4.1' },
    target: {
      ...target,
      namespace: 'shop; rm -rf ~',
      workload: { ...target.workload, name: '$(reboot)', container: "a'pp", service: '`id`' },
      router: { kind: 'istio', virtualService: 'a b' },
    },
  };
}

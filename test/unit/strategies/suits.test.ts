import { describe, expect, it } from 'vitest';
import { unsuited } from '../../../src/strategies/suits.ts';
import { kindOf } from '../../../src/workloads/of-target.ts';

const canary = { kind: 'canary', steps: [{ percent: 50, bakeMs: 0 }] };
const rolling = { kind: 'rolling', bakeMs: 0 };
const recreate = { kind: 'recreate', bakeMs: 0 };

const reasonFor = (kind: string, strategy: typeof rolling | typeof canary) =>
  unsuited(strategy, kindOf({ workload: { kind, name: 'db' } }), 'the workload db')?.detail ?? null;

describe('what a kind of workload can never bear', () => {
  it.each(['deployment', 'stateful-set', 'daemon-set'])('rolling suits a %s', (kind) => {
    expect(reasonFor(kind, rolling)).toBeNull();
  });

  it('a canary is for Deployments, as others can have no copy beside them', () => {
    expect(reasonFor('deployment', canary)).toBeNull();
    expect(reasonFor('stateful-set', canary)).toBe(
      'canary runs a copy of the workload db beside it, and a second StatefulSet would have volumes and identities of its own',
    );
    expect(reasonFor('daemon-set', canary)).toContain('a second pod on every node');
  });

  it('recreate is for what can be taken down', () => {
    expect(reasonFor('deployment', recreate)).toBeNull();
    expect(reasonFor('stateful-set', recreate)).toBeNull();
    expect(reasonFor('daemon-set', recreate)).toContain('the nodes say how many pods a DaemonSet has');
  });
});

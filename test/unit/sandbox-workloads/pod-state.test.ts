import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Character } from '../../../sandbox/workloads/characters.ts';
import { defaultTiming } from '../../../sandbox/workloads/lifecycle.ts';
import { createPodState } from '../../../sandbox/workloads/pod-state.ts';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import { podOf } from './support.ts';

interface Seen {
  phase: string;
  podIP?: string;
  conditions: { type: string; status: string }[];
  containerStatuses: [{ ready: boolean; restartCount: number; state: object; lastState: object }];
}

const anyCharacter: fc.Arbitrary<Character> = fc.oneof(
  fc.constantFrom<Character[]>('good', 'crash-loop', 'image-pull', 'oom', 'not-ready'),
  fc.record({ errors: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ slowStart: fc.integer({ min: 0, max: 5000 }) }),
);

describe('the status of a pod', () => {
  it('never contradicts itself, whatever its version is like and however that changes', () => {
    fc.assert(
      fc.property(fc.array(anyCharacter, { minLength: 1, maxLength: 30 }), fc.integer(), (characters, seed) => {
        let now = 0;
        let character: Character = 'good';
        const state = createPodState(podOf('a', {}, false, 'shop/checkout:1'), {
          clock: { now: () => now, sleep: async () => undefined },
          timing: defaultTiming,
          random: createRandom(seed),
          pulled: undefined,
          latency: { median: 0.03, spread: 0.5 },
          errors: 0,
          page: 'usual',
          character: () => character,
          shareOf: () => 0,
          containerName: 'app',
          podIP: '10.244.0.1',
        });
        let before = state.status('10.0.0.1') as Seen;
        for (character of characters) {
          const next = state.next();
          if (next === undefined) continue;
          expect(next.afterMs).toBeGreaterThanOrEqual(0);
          now += next.afterMs;
          state.enter(next.to);
          const status = state.status('10.0.0.1') as Seen;
          const [container] = status.containerStatuses;
          const condition = (type: string) => status.conditions.find((one) => one.type === type)?.status === 'True';
          expect([condition('Ready'), condition('ContainersReady'), container.ready]).toEqual(
            Array(3).fill(state.ready()),
          );
          expect(Object.keys(container.state).length).toBe(1);
          expect('running' in container.state).toBe(state.container() !== undefined);
          expect(status.podIP).toBe(status.phase === 'Running' ? '10.244.0.1' : undefined);
          if (before.phase === 'Running') expect(status.phase).not.toBe('Pending');
          const more = container.restartCount - before.containerStatuses[0].restartCount;
          expect([0, 1]).toContain(more);
          if (more === 1) expect(container.state).toHaveProperty('running');
          if (container.restartCount > 0)
            expect('terminated' in container.lastState).toBe(!('terminated' in container.state));
          before = status;
        }
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/actions/index.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { byHand } from '../../../src/words/steps.ts';
import { examplePlan, exampleTarget } from '../../support/release-plan.ts';

const restore: Action = { kind: 'traffic.restore', replicas: 4 };

function told(router: ProviderConfig, action: Action = restore) {
  const plan = { ...examplePlan(), target: exampleTarget({ router }) };
  const told = byHand(action, plan);
  return { command: told?.command ?? null, hint: told?.hint ?? null, from: plan.from.version };
}

describe('how a person takes the traffic back', () => {
  it('is by the weights where Istio divides it', () => {
    const { command, hint, from } = told({ kind: 'istio', virtualService: 'checkout' });
    expect(command).toBe('kubectl -n shop edit virtualservice checkout');
    expect(hint).toBe(
      `set the weight of ${from} to 100 and that of the candidate to 0; where routes named sluice-candidate or ` +
        '`mirrors` lead to it, remove these',
    );
  });

  it('is by the selector where that was switched', () => {
    const { command, hint } = told({ kind: 'service' });
    expect(command).toBe('kubectl -n shop edit service checkout');
    expect(hint).toBe('put back the selector that its annotation sluice.dev/undo holds');
  });

  it('is told of the settings of another version too', () => {
    const { command } = told({ kind: 'istio', virtualService: 'checkout', sticky: true });
    expect(command).toBe('kubectl -n shop edit virtualservice checkout');
  });

  it('is by removing the candidate where its pods are its share', () => {
    const { command, hint } = told({ kind: 'replicas' });
    const objects = 'deployment/checkout-candidate service/checkout-candidate';
    expect(command).toBe(`kubectl -n shop delete ${objects} --ignore-not-found`);
    expect(hint).toBeNull();
  });

  it('is not guessed for a router that this version does not know', () => {
    expect(told({ kind: 'magic', virtualService: 'checkout' })).toMatchObject({ command: null, hint: null });
    expect(told({ kind: 'magic' }, { kind: 'route.clean' })).toMatchObject({ command: null, hint: null });
  });

  it('is quoted for the shell', () => {
    const { command } = told({ kind: 'istio', virtualService: "a'; rm b" });
    expect(command).toBe(`kubectl -n shop edit virtualservice 'a'\\''; rm b'`);
  });
});

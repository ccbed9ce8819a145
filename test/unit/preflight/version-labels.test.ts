import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';

describe('a selector that names the version', () => {
  it.each([
    ['2.4.0', '2.4.0', true],
    ['2.4.0', 'v2-4-0', true],
    ['v2.4.0', '2.4.0', true],
    ['2.4.0', 'checkout-2.4.0', true],
    ['2.4.0', 'checkout-v2.4.0', true],
    ['2.4.0+build.7', '2.4.0_build.7', true],
    ['abc1234', 'abc1234', true],
    ['2.4.0', '12.4.0', false],
    ['2.4.0', '2.4.0-rc.1', false],
    ['2', 'v2', true],
    ['2', 'shard-2', false],
  ])('runs %s, and a selector that says %s names it: %j', (version, value, expected) => {
    const labels = { app: 'checkout', version: value };
    const service = { selector: { app: 'checkout' } };
    const matchExpressions = [{ key: 'version', operator: 'In', values: ['none', value] }];
    for (const selector of [{ matchLabels: labels }, { matchLabels: { app: 'checkout' }, matchExpressions }]) {
      const said = found(sceneWith({ labels, service, spec: { selector }, version })).join();
      expect(said.includes(`Deployment checkout by version=${value}`)).toBe(expected);
    }
  });
});

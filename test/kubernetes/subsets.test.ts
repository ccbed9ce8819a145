import { describe, expect, it } from 'vitest';
import { ask, longMs, reportOf } from '../story/world.ts';
import { fewerStages } from '../support/small-world.ts';
import { realStage } from './world.ts';

describe('releases by subsets on a real Kubernetes', () => {
  const whole = '{ kind: istio, virtualService: checkout }';
  const subsets = '{ kind: istio, virtualService: checkout, mode: subsets, destinationRule: checkout }';
  const here = realStage((catalogue) => fewerStages(catalogue).replace(whole, subsets));

  it.each([
    ['2.4.1', 'SUCCESS'],
    ['2.5.0', 'ROLLBACK'],
  ])(
    'checkout %s: %s, and only the image is another',
    async (version, end) => {
      const before = await here.wanted('staging');
      const { checkout: was = '' } = await here.images('staging');
      const card = await ask(here, `checkout ${version} to staging`);
      expect((await reportOf(here, card)).text).toContain(end);
      const { checkout: is = '' } = await here.images('staging');
      expect(is).toBe(end === 'SUCCESS' ? `checkout:${version}` : was);
      const plain = (text: string) => text.replaceAll(/shop\/checkout:[^"]*/g, 'shop/checkout');
      expect(plain(await here.wanted('staging'))).toBe(plain(before));
    },
    2 * longMs,
  );
});

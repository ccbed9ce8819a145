import { describe, expect, it } from 'vitest';
import { ask, longMs, reportOf } from '../story/world.ts';
import { realStage } from './world.ts';

describe('blue-green by the selector of a Service on a real Kubernetes', () => {
  const atOnce = '\n  blue-green: { kind: blue-green, soak: 2s, keep: 4s }\nenvironments:';
  const here = realStage((catalogue) => catalogue.replace('\nenvironments:', atOnce));

  it.each([
    ['1.9.1', 'SUCCESS'],
    ['1.10.0', 'ROLLBACK'],
  ])(
    'search %s: %s, and only the image is another',
    async (version, end) => {
      const before = await here.wanted('staging');
      const { search: was = '' } = await here.images('staging');
      const card = await ask(here, `search ${version} to staging with blue-green`);
      expect((await reportOf(here, card)).text).toContain(end);
      const { search: is = '' } = await here.images('staging');
      expect(is).toBe(end === 'SUCCESS' ? `search:${version}` : was);
      const plain = (text: string) => text.replaceAll(/shop\/search:[^"]*/g, 'shop/search');
      expect(plain(await here.wanted('staging'))).toBe(plain(before));
    },
    2 * longMs,
  );
});

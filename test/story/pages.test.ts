import { describe, expect, it } from 'vitest';
import { defaultWorld, type PageName, withPages } from '../../sandbox/workloads/index.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, longMs, reportOf, stage, wordsOf } from './world.ts';

const pages = { checkout: 'workers', search: 'no-status', web: 'summary' } as const satisfies Record<string, PageName>;

describe('services whose pages of metrics lack something', () => {
  const here = stage({
    world: withPages(defaultWorld, pages),
    edit: fewerStages,
    pace: { bake: '1s', interval: '250ms', patience: '3s' },
  });

  it(
    'ask a person where several processes answer in turn, and say what to do',
    async () => {
      const card = await ask(here, 'checkout 2.4.1 to staging');
      const asked = await here.world.slack.waitForMessage(
        ({ threadTs, text }) => threadTs === card.ts && text.includes('several processes answer on this port'),
        longMs,
      );
      expect(asked.text).toContain('or a port for each process');
    },
    2 * longMs,
  );

  it(
    'say which label is missing where failures cannot be told',
    async () => {
      const card = await ask(here, 'search 1.9.1 to staging');
      const asked = await here.world.slack.waitForMessage(
        ({ threadTs, text }) => threadTs === card.ts && text.includes('has the label code, by which failures are told'),
        longMs,
      );
      expect(asked.text).toContain('their labels are method');
    },
    2 * longMs,
  );

  it(
    'are released with their errors watched where only the slowest requests cannot be, and the card says so',
    async () => {
      const card = await ask(here, 'web 5.1.1 to staging');
      expect(wordsOf(card)).toMatch(/Latency is not watched: .* no quantile 0\.99 \(it has 0\.5, 0\.9\)/);
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
    },
    2 * longMs,
  );
});

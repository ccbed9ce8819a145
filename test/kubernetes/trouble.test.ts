import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { ask, longMs, reportOf } from '../story/world.ts';
import { realStage } from './world.ts';

/** Kubernetes' garbage collector takes up to a minute to notice that its API server is back; until then nothing is removed. */
const patienceMs = 150_000;

describe('a real Kubernetes in trouble', () => {
  const here = realStage();

  /** Resolves when the thread of this release tells that so much traffic has moved. */
  const moved = (card: Message, share: string) =>
    here.world.slack.waitForMessage(({ threadTs, text }) => threadTs === card.ts && text.startsWith(share), longMs);

  it('whose API server dies in mid-release and comes back: it goes on', async () => {
    const { api } = here.world.cluster;
    const card = await ask(here, 'checkout 2.4.1 to staging');
    await moved(card, '5 %');
    await api.kill();
    await sleep(4000);
    await api.again();
    expect((await reportOf(here, card, patienceMs)).text).toContain('SUCCESS');
    expect(await here.images('staging')).toMatchObject({ checkout: 'checkout:2.4.1' });
  }, 240_000);

  it('whose API server dies as a bad version takes traffic: it goes back, as soon as it can', async () => {
    const { workloads, cluster } = here.world;
    const before = await here.wanted('staging');
    workloads.setCharacter('checkout', '2.5.0', 'good');
    const card = await ask(here, 'checkout 2.5.0 to staging');
    await moved(card, '25 %');
    workloads.setCharacter('checkout', '2.5.0', { errors: 0.5 });
    await cluster.api.kill();
    await sleep(4000);
    await cluster.api.again();
    expect((await reportOf(here, card, patienceMs)).text).toContain('ROLLBACK');
    expect(await here.wanted('staging')).toBe(before);
  }, 240_000);

  it('whose store stands still, so that no write is answered: nothing is done twice', async () => {
    const { store } = here.world.cluster;
    const card = await ask(here, 'search 1.9.1 to staging');
    await moved(card, '33.3 %');
    store.freeze();
    await sleep(8000);
    store.thaw();
    expect((await reportOf(here, card, patienceMs)).text).toContain('SUCCESS');
    expect(await here.images('staging')).toMatchObject({ search: 'search:1.9.1' });
  }, 240_000);
});

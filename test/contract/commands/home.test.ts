import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../../../src/requests/ask.ts';
import { wants } from '../../support/request-world.ts';
import { type CommandStage, commandStage, modes } from './stage.ts';

let stage: CommandStage;
afterEach(() => stage.close());

describe.each(modes)('App Home over %s', (mode) => {
  beforeEach(async () => {
    stage = await commandStage(mode);
  });
  const home = async (who: string, words: RegExp) => {
    await stage.slack.as(who).openHome();
    return stage.slack.as(who).waitForHome(({ blocks }) => words.test(JSON.stringify(blocks)));
  };

  it('shows what runs where, and what those who run Sluice should know', async () => {
    const { blocks } = await home('U0AOI', /What runs where/);
    const text = JSON.stringify(blocks);
    expect(text).toMatch(/≠ checkout +2\.4\.0 \d+ d +2\.4\.1 \d+ d/);
    expect(text).toContain('Redis keeps nothing on disk');
  });

  it('is drawn with unknown versions where the cluster does not answer', async () => {
    stage.world.breakCluster();
    await home('U0AOI', /checkout +\? +\?/);
  });

  it('lets an approver approve right there, and is drawn anew', async () => {
    const { id } = await stage.waiting();
    const mine = await home('U0MIKA', /Waiting for you/);
    await stage.slack.as('U0MIKA').click(mine, 'approve');
    await stage.slack.as('U0MIKA').waitForHome(({ blocks }) => !JSON.stringify(blocks).includes('Waiting for you'));
    await stage.slack.as('U0MIKA').waitForEphemeral(({ text }) => text.startsWith('You approved #1'));
    expect((await stage.release(id)).approvals).toHaveLength(1);
  });

  it('shows nothing to approve to whoever may not', async () => {
    await stage.waiting();
    for (const who of ['U0AOI', 'U0KAI'])
      expect(JSON.stringify((await home(who, /In progress/)).blocks)).not.toContain('Waiting for you');
  });

  it('has the releases and services of its person first', async () => {
    await stage.waiting();
    const by = { id: 'U0KAI', name: 'kai' };
    await ask(stage.world.deps, wants({ service: 'search', by, key: 'of kai' }));
    for (const [who, mine, other] of [
      ['U0AOI', 'checkout', 'search'],
      ['U0KAI', 'search', 'checkout'],
    ] as const) {
      const text = JSON.stringify((await home(who, /In progress/)).blocks);
      expect(text).toMatch(new RegExp(`\\*${mine}\\*.*\\*${other}\\*.*${mine} +2\\.4.*${other} +2\\.4`));
    }
  });

  it('rejects right there', async () => {
    await stage.waiting();
    const mika = stage.slack.as('U0MIKA');
    await mika.click(await home('U0MIKA', /Waiting for you/), 'reject');
    const modal = await mika.waitForModal();
    mika.fill(modal, { form_reason: 'no' });
    await mika.submit(modal);
    await mika.waitForHome(({ blocks }) => /rejected/.test(JSON.stringify(blocks)));
  });

  it('opens the form', async () => {
    await stage.slack.as('U0AOI').click(await home('U0AOI', /Deploy/), 'open_form');
    await stage.slack.as('U0AOI').waitForModal(({ body }) => body['callback_id'] === 'deploy_form');
  });

  it('says so where Sluice cannot reach its memory', async () => {
    stage.loseRedis();
    await home('U0AOI', /Redis/);
  });
});

import { expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { bundled } from './matrix/bundle.ts';
import { leftBy } from './matrix/play.ts';
import { openStage } from './matrix/stage.ts';

it('a card whose worker died just after posting it says in the end what has become of the release', async () => {
  const program = await bundled(new URL('./matrix/child.ts', import.meta.url));
  const stage = await openStage({ program, services: ['checkout'], bake: '600ms', expires: '10m' });
  try {
    const { slack } = stage.world;
    await stage.start('bot');
    await slack.waitForBots(1, 10_000);
    await slack.as(people.aoi).command('releases', '/deploy checkout 2.4.1 to production');
    await stage.log.waitFor(({ type }) => type === 'requested');
    const dying = stage.start('worker', { CRASH_ON: 'after slack\\.post', CRASH_HOW: 'SIGKILL' });
    await (await dying).ended;
    const card = await slack.waitForMessage(({ text }) => text.includes('Waiting for approval'), 10_000);
    const mika = slack.as(people.mika);
    await mika.click(card, 'reject');
    const form = await mika.waitForModal(undefined, 10_000);
    mika.fill(form, { form_reason: 'not before the audit' });
    await mika.submit(form);
    await stage.log.waitFor(({ type }) => type === 'finished');

    await stage.start('worker');
    const { said, doubled } = await leftBy(stage);
    expect(said.join('\n')).toContain('🚫 Rejected');
    expect(said.join('\n')).not.toContain('Waiting for approval');
    expect(doubled).toEqual([]);
  } finally {
    await stage.close();
  }
});

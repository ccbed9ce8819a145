import { describe, expect, test } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { logged, type Moment } from './moments.ts';
import { inScene, outcomeOf, type Scene } from './scene.ts';

const asked = logged('while it waits for approval', ({ type }) => type === 'requested');
const approved = logged('as the approval is written down', ({ type }) => type === 'approved');

/** A request to production, asked and approved in Slack by people; bot and worker are one process. */
function requestAndApproval(kills: readonly Moment[]) {
  return inScene({ role: 'all' }, async (scene) => {
    const { slack } = scene.world;
    await slack.waitForBots(1, 10_000);
    await slack.as(people.aoi).command('releases', '/deploy checkout 2.4.1 to production');
    const card = await waitingCard(scene);
    if (kills.includes(asked)) await crashAndReturn(scene);
    const reached = approved.reached(scene);
    const click = slack.as(people.mika).click(card, 'approve');
    await reached;
    if (kills.includes(approved)) await crashAndReturn(scene);
    await click;
    return outcomeOf(scene);
  });
}

async function crashAndReturn(scene: Scene): Promise<void> {
  await scene.crash();
  await scene.world.slack.waitForBots(1, 10_000);
}

function waitingCard({ world }: Scene): Promise<Message> {
  return world.slack.waitForMessage(({ blocks }) => JSON.stringify(blocks).includes('"action_id":"approve"'), 20_000);
}

const calm = requestAndApproval([]);

describe.concurrent('a Sluice, bot and worker in one, that is killed with -9', () => {
  test.each([asked, approved])('$name: the decision counts, once', async (kill) => {
    const [expected, crashed] = await Promise.all([calm, requestAndApproval([kill])]);

    expect(expected.outcome).toBe('succeeded');
    expect(crashed).toEqual(expected);
    expect(crashed.doubled).toEqual([]);
    expect(crashed.live).toEqual([]);
  });
});

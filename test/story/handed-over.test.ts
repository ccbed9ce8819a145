import { expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { until } from '../support/cluster-waits.ts';
import { commandLine } from '../support/command-line.ts';
import { manyPlaces } from '../support/many-places.ts';
import { sandboxPlace } from '../support/place.ts';
import { blockWayBack } from '../support/way-back.ts';
import { ask, channel, has, longMs, reportOf, stage } from './world.ts';

const prefix = `{handed-over-${process.pid}}`;
const namespace = 'shop';
const here = stage({ pace: { bake: '2s', interval: '500ms' }, ...manyPlaces([namespace]) }, { settings: { prefix } });

/** The same message, edited, as soon as it shows the button. */
const showing = ({ ts }: Message, button: string) =>
  here.world.slack.waitForMessage((message) => message.ts === ts && has(message, button), longMs);

it(
  'a rollback that cannot be done ends with whoever takes it over, is not called done, and can be put back later',
  async () => {
    const { cluster, slack, workloads } = here.world;
    const before = cluster.snapshot();
    workloads.setCharacter('checkout', '2.5.0', { errors: 0.5 });
    const shifted = () => JSON.stringify(cluster.objects.list('virtualservices')).includes('"weight":25');
    const card = await ask(here, `checkout 2.5.0 to ${namespace}`);
    await until(cluster, shifted);
    const blocked = await blockWayBack(cluster, namespace, { kind: 'status', code: 503 });

    const mika = slack.as(people.mika);
    await mika.click(await showing(card, 'ack_stuck'), 'ack_stuck');
    await mika.click(await showing(card, 'take_over'), 'take_over');
    const report = await reportOf(here, card);
    expect(report.text).toContain('HANDED OVER');
    const ended = await slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes('handed over'), longMs);
    expect(ended.text).toContain("@mika has taken it over, and Sluice won't do anything more");
    expect(ended.text).toContain('with up to 25 % of the traffic');
    const alerts = () => slack.messages(channel).filter(({ text, threadTs }) => !threadTs && text.includes('2.5.0'));
    expect(
      alerts()
        .map(({ text }) => text)
        .join(),
    ).not.toContain('was rolled back');

    blocked.remove();
    expect(shifted()).toBe(true);
    const place = sandboxPlace(here.world, prefix);
    const listed = await commandLine(place, 'orphans');
    expect(listed).toMatchObject({ code: 1, said: expect.stringContaining('sluice orphans --restore r1') });
    expect(listed.said).toContain(`r1 in sandbox/${namespace}: `);
    expect(await commandLine(place, 'orphans', '--restore', '1')).toMatchObject({ code: 0 });
    await slack.waitForMessage(({ text, ts }) => ts > ended.ts && text.includes('was rolled back to 2.4.0'), longMs);
    expect(cluster.snapshot()).toBe(before);
    const clean = 'The clusters hold nothing';
    expect(await commandLine(place, 'orphans')).toMatchObject({ code: 0, said: expect.stringContaining(clean) });
  },
  2 * longMs,
);

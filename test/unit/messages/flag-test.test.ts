import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import { card } from '../../../src/messages/card/card.ts';
import { reportOf } from '../../../src/messages/report/report.ts';
import { messagesOf } from '../../../src/messages/thread/thread.ts';
import { transitionsOf } from '../../../src/messages/thread/transitions.ts';
import { childOf } from '../../../src/requests/child-standing.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { createTestWorld, selling, testedPricing, untilAsked } from '../../support/flag-test.ts';
import { mika } from '../../support/people.ts';
import { view } from './told.ts';

/** All that is said of a release at each point of its log: cards, lines, thread, report. */
function saidOf(events: Parameters<typeof foldLog>[0], from: number): string {
  const said = events.slice(from).flatMap((event, index) => {
    const until = events.slice(0, from + index + 1);
    const last = foldLog(until);
    const told = messagesOf({ events: until, transitions: transitionsOf(until), last }, event.at, view);
    const about = [card(last, event.at, view), told.slice(-3), reportOf(until).status, childOf(last).reason];
    return [...about.map((each) => JSON.stringify(each)), releaseLine(last, event.at).plain];
  });
  return said.join('\n');
}

/** What people read: the ids of buttons have names of their own. */
const seen = (said: string) => said.replaceAll(/\\?"action_id\\?":\\?"\w+\\?"/g, '');
const wrong = /roll(s|ed|ing)? ?back|ROLLBACK|🔴/i;

describe.each([true, false])('an A/B test of a flag that a person has ended with A (by itself: %s)', (alone) => {
  const played = async () => {
    const world = await createTestWorld(testedPricing(), { alone, goal: selling(100, 100) });
    const asked = await untilAsked(world);
    const at = world.clock.now();
    await world.store.append('r1', asked.version, [{ type: 'abort.asked', at, by: mika, reason: 'enough' }]);
    await world.run();
    const events = await world.events();
    return { asked, events, from: events.findIndex(({ type }) => type === 'abort.asked') };
  };

  it('reads as a rollback nowhere', async () => {
    const { events, from } = await played();
    expect(seen(saidOf(events, from))).not.toMatch(wrong);
    expect(reportOf(events).status).toBe('A STAYS');
    const last = foldLog(events);
    expect(card(last, events.at(-1)?.at ?? 0, view).text).toContain('🏁 A/B test over: new-pricing is off again');
    expect(releaseLine(last, 0).plain).toContain('A/B test over, A (without new-pricing) stays');
  });

  it('was asked about in words of the flag, with a button for either side', async () => {
    const { asked } = await played();
    const question = card(asked, asked.hold?.openedAt ?? 0, view);
    expect(question.text).toMatch(/B 0 % orders \(.*\), [\d,]+ requests\. Is B \(with new-pricing\) to stay, or A/);
    expect(question.text).toContain('Without an answer A (without new-pricing) stays');
    expect(JSON.stringify(question)).toContain('Keep A');
    expect(JSON.stringify(question)).toContain('Bring in B');
    expect(seen(JSON.stringify(question))).not.toMatch(wrong);
  });
});

describe('an A/B test of a flag that B has won', () => {
  it('is reported as such, with the figures', async () => {
    const world = await createTestWorld(testedPricing(), { goal: selling(100, 150) });
    await world.run();
    const report = reportOf(await world.events());
    expect(report).toMatchObject({ status: 'B STAYS', goal: { name: 'orders', result: 'b' } });
    expect(report.goal?.sentence).toMatch(/^Result: B \+50 % orders \(.*\), [\d,]+ requests\.$/);
  });
});

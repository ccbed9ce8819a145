import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Piece } from '../../../src/domain/goal.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { card } from '../../../src/messages/card/card.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportJson, reportOf } from '../../../src/messages/report/report.ts';
import { messagesOf } from '../../../src/messages/thread/thread.ts';
import { transitionsOf } from '../../../src/messages/thread/transitions.ts';
import { goalSoFar } from '../../../src/words/goal.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { createEngineWorld, healthySample } from '../../support/engine-world.ts';
import { mika } from '../../support/people.ts';
import { view } from './told.ts';

const strategy: Strategy = {
  kind: 'ab-test',
  mark: { in: 'header', name: 'x-ab', value: 'b' },
  size: 50,
  durationMs: 600_000,
  withoutResult: 'ask',
  until: 'result',
  goal: {
    name: 'orders',
    successes: { metric: 'shop_orders_total', where: {} },
    visits: { metric: 'shop_visits_total', where: {} },
  },
};

/** A twentieth of the requests carries the mark, until the test is over. */
async function playedWith(piece: Piece) {
  let isOver = false;
  const world = await createEngineWorld({
    strategy,
    sample: (look, at, share) => healthySample(look, at, share === 0 && !isOver ? 5 : share),
    goal: () => ({ kind: 'counted', piece }),
  });
  for (let turn = 0; turn < 2000 && (await world.turn()).kind !== 'ended'; turn += 1) {
    isOver = (await world.release()).phase.kind === 'rolling-back';
  }
  return world.events();
}

const better: Piece = { a: { visits: 1000, successes: 100 }, b: { visits: 1000, successes: 150 } };
const worse: Piece = { a: better.b, b: better.a };

describe('an A/B test that has ended with A', () => {
  it('is told as an end of a test, and alerts nobody', async () => {
    const events = await playedWith(worse);
    const last = foldLog(events);
    const now = events.at(-1)?.at ?? 0;
    const told = messagesOf({ events, transitions: transitionsOf(events), last }, now, view);
    expect(told.filter(({ kind }) => kind === 'alert')).toEqual([]);
    const sentence = /The A\/B test is over, and 2\.4\.0 \(A\) stays: B −33\.3 % orders \(.*\), [\d,]+ visits\./;
    expect(told.map(({ message }) => message.text)).toContainEqual(expect.stringMatching(sentence));
    const ended = card(last, now, view);
    expect(ended.text).toContain('🏁 A/B test over: 2.4.0 stays');
    expect(JSON.stringify(ended) + JSON.stringify(told)).not.toContain('🔴');
    expect(releaseLine(last, now).plain).toMatch(/^🏁 .* · A\/B test over, 2\.4\.0 stays /);
    const report = reportOf(events);
    expect(report).toMatchObject({ status: 'A STAYS', goal: { name: 'orders', result: 'a' } });
    expect(reportMessage(report, view).text).toMatch(sentence);
    expect(JSON.parse(reportJson(report)).goal.change).toBeCloseTo(-1 / 3, 9);
  });
});

describe('an A/B test that a person has ended with A', () => {
  it('reads as a rollback nowhere, and says who has ended it and what was found', async () => {
    let isOver = false;
    const world = await createEngineWorld({
      strategy,
      sample: (look, at, share) => healthySample(look, at, share === 0 && !isOver ? 5 : share),
      goal: () => ({ kind: 'counted', piece: { a: better.a, b: better.a } }),
    });
    for (let turn = 0; turn < 500 && (await world.release()).hold === null; turn += 1) await world.turn();
    const { version } = await world.release();
    await world.store.append('r1', version, [
      { type: 'abort.asked', at: world.clock.now(), by: mika, reason: 'enough' },
    ]);
    isOver = true;
    await world.run();
    const events = await world.events();
    const from = events.findIndex(({ type }) => type === 'abort.asked');
    const said = events.slice(from).flatMap((event, index) => {
      const until = events.slice(0, from + index + 1);
      const last = foldLog(until);
      const told = messagesOf({ events: until, transitions: transitionsOf(until), last }, event.at, view);
      const texts = told.filter(({ at }) => at >= (events[from]?.at ?? 0)).map(({ message }) => message.text);
      return [card(last, event.at, view).text, releaseLine(last, event.at).plain, reportOf(until).status, ...texts];
    });
    expect(said.join('\n')).not.toMatch(/roll(s|ed|ing)? ?back|ROLLBACK|🔴/i);
    expect(reportOf(events).status).toBe('A STAYS');
    expect(reportOf(events).cause?.sentence).toMatch(
      /^@mika ended the A\/B test, and 2\.4\.0 \(A\) stays: enough; B 0 % orders \(.*\), [\d,]+ visits\.$/,
    );
  });
});

describe('an A/B test that has ended with B', () => {
  it('says by what it was better, in the thread and in the report', async () => {
    const events = await playedWith(better);
    const last = foldLog(events);
    const result = /Result: B \+50 % orders \(.* to .*\), [\d,]+ visits\./;
    const told = messagesOf({ events, transitions: transitionsOf(events), last }, events.at(-1)?.at ?? 0, view);
    const notes = told.filter(({ kind }) => kind === 'note').map(({ message }) => message.text);
    expect(notes).toContainEqual(expect.stringMatching(result));
    const report = reportOf(events);
    expect(report).toMatchObject({ status: 'B STAYS', goal: { result: 'b' } });
    expect(reportMarkdown(report)).toMatch(/Result: B \\\+50 % orders/);
  });
});

describe('how far an A/B test is', () => {
  const at = async (pieces: Piece[], missing: string | null = null) => {
    const world = await createEngineWorld({ strategy });
    return goalSoFar({ ...(await world.release()), goal: { pieces, missing } });
  };

  it.each([
    [[], 'down', 'So far: no orders were compared: down.'],
    [[{ a: { visits: 90, successes: 3 }, b: { visits: 10, successes: 0 } }], null, 'So far: B −100 % orders (−100 to '],
    [
      [{ a: { visits: 1, successes: 0 }, b: { visits: 10, successes: 2 } }],
      null,
      'So far: too few orders to compare (A 0 in 1 visit, B 2 in 10 visits).',
    ],
    [[better], 'down', ', 2,000 visits. Nothing is counted at present: down.'],
  ])('is said in one line: %#', async (pieces, missing, words) => {
    const said = await at(pieces, missing);
    expect(said.plain).toContain(words);
    expect(said.mrkdwn).toBe(said.plain);
  });
});

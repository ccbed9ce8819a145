import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSchema, type ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { readEvent } from '../../../src/domain/read-event.ts';
import { decide } from '../../../src/engine/decide.ts';
import { asksAt } from '../../../src/gates/ask.ts';
import { card } from '../../../src/messages/card/card.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportJson, reportOf } from '../../../src/messages/report/report.ts';
import { readRecordings } from '../../replay/recordings.ts';
import { resumeStage } from '../../replay/stage.ts';
import { summaryOf } from '../../replay/summary.ts';
import { wordsOfSchema, wordsOfValue } from '../../replay/words-of-schema.ts';
import { expectSound } from '../../support/slack-words.ts';
import { threadMessages } from '../../support/thread.ts';

const recordings = readRecordings();
const view = { directory: { groupId: () => 'S0LEADS' }, thread: 'https://slack.example/archives/C0/p1' };
const dayMs = 86_400_000;

function eventsOf(raw: readonly unknown[]): ReleaseEvent[] {
  return raw.map((each) => {
    const read = readEvent(each);
    if (read.kind !== 'event') throw new Error(`${read.kind}: ${read.detail}`);
    return read.event;
  });
}

const lastAt = (events: readonly ReleaseEvent[]) => events.at(-1)?.at ?? 0;
const prefixes = (events: readonly ReleaseEvent[]) => events.map((_, index) => events.slice(0, index + 1));

describe.each(recordings)('the recorded log $name', ({ raw, summary }) => {
  const events = eventsOf(raw);

  it('is read with nothing of it lost', () => {
    expect(events).toMatchObject(raw);
  });

  it('folds to what it meant when it was written', () => {
    expect(JSON.parse(JSON.stringify(summaryOf(events)))).toMatchObject(summary as object);
  });

  it('can be shown at every moment', () => {
    for (const soFar of prefixes(events)) {
      const now = lastAt(soFar);
      expectSound(card(foldLog(soFar), now, view));
      const messages = threadMessages(soFar, now, view);
      expect(new Set(messages.map(({ key }) => key)).size).toBe(messages.length);
    }
    for (const { message } of threadMessages(events, lastAt(events) + dayMs, view)) expectSound(message);
    const report = reportOf(events);
    expectSound(reportMessage(report, view));
    expect(reportMarkdown(report)).toContain(report.service);
    expect(JSON.parse(reportJson(report))).toBeTypeOf('object');
  });

  it('leads to a decision at every moment, and a day later', () => {
    for (const soFar of prefixes(events)) {
      const release = foldLog(soFar);
      const ended = release.phase.kind === 'ended';
      for (const now of [lastAt(soFar), lastAt(soFar) + dayMs]) {
        const decision = decide(release, now, asksAt);
        if (ended) expect(decision).toEqual({ do: 'nothing' });
        else expect(decision.do).not.toBe('nothing');
      }
    }
  });
});

describe('a release that another version began', () => {
  it('is brought to its end from wherever it stood', async () => {
    const stands = fc
      .constantFrom(...recordings)
      .chain(({ name, raw }) => fc.record({ name: fc.constant(name), cut: fc.integer({ min: 1, max: raw.length }) }));
    await fc.assert(
      fc.asyncProperty(stands, async ({ name, cut }) => {
        const raw = recordings.find((each) => each.name === name)?.raw ?? [];
        const stage = await resumeStage(eventsOf(raw.slice(0, cut)));
        await stage.run();
        expect((await stage.events()).slice(0, cut)).toMatchObject(raw.slice(0, cut));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the recordings', () => {
  it('hold every type, kind, code and outcome that a log may carry: what is new is recorded before it is released', () => {
    const recorded = wordsOfValue(recordings.map(({ raw }) => raw));
    const missing = [...wordsOfSchema(eventSchema)].filter((word) => !recorded.has(word));
    expect(missing).toEqual([]);
  });
});

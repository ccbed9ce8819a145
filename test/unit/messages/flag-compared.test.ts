import { expect, it } from 'vitest';
import { eventSchema } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { card } from '../../../src/messages/card/card.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportOf } from '../../../src/messages/report/report.ts';
import { notWatchedBefore } from '../../../src/words/not-watched.ts';
import { causeSentence } from '../../../src/words/sentences.ts';
import { readRecordings } from '../../replay/recordings.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { view } from './told.ts';

const recording = readRecordings().find(({ name }) => name.endsWith('/flag-compared'));
const events = (recording?.raw ?? []).map((entry) => eventSchema.parse(entry));
const until = events.findIndex(({ type }) => type === 'rollback.started');
const running = foldLog(events.slice(0, until));

it('a card shows requests with the flag on beside those with it off, and how many have it', () => {
  const words = wordsOf(card(running, running.measured.at(-1)?.at ?? 0, view));
  expect(words).toMatch(/new-pricing +on +off/);
  expect(words).toMatch(/errors +10 % +0\.11 %/);
  expect(words).toMatch(/users +5 % +95 %/);
  expect(words).toContain('50 of 1,000 requests had new-pricing on');
});

it('what it goes back for is said of the flag, and not of the version', () => {
  const { phase, plan } = foldLog(events);
  const cause = phase.kind === 'ended' ? phase.cause : null;
  expect(cause && causeSentence(cause, plan).plain).toBe(
    'Errors on checkout with new-pricing on were 10 % of 50 requests, 95 × those with it off (0.11 %); the limit is 1 %.',
  );
});

it('the report has both sides where it went back for them', () => {
  const report = reportOf(events);
  expect(report).toMatchObject({
    compared: 'new-pricing',
    metrics: { before: { requests: 950, errors: 1 }, after: { requests: 50, errors: 5 } },
  });
  expect(reportMarkdown(report)).toContain('|  | new-pricing off | on |');
});

it('before a release, that requests cannot be told apart is said with what to do', () => {
  const lack = {
    query: 'requests',
    why: 'no series has the label',
    remedy: 'give them one',
    flag: 'new-pricing',
  } as const;
  const { plain } = notWatchedBefore({ figures: { wrong: null, notWatched: [lack] } });
  expect(plain).toBe(
    'Requests with new-pricing on and off cannot be compared: no series has the label. Give them one.',
  );
});

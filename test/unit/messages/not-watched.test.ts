import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import { card } from '../../../src/messages/card/card.ts';
import { type ReleaseStory, releaseStory } from '../../support/release-story.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { view } from './told.ts';

const notWatched = [{ query: 'durations' as const, why: 'there is no histogram x_bucket' }];

function wordsWith(story: ReleaseStory, change: (release: Release) => Partial<Release>): string {
  const release = foldLog(story.events);
  return wordsOf(card({ ...release, ...change(release) }, story.now, view));
}

describe('what is not watched', () => {
  it('stands on the plan, which promises nothing of it', () => {
    const words = wordsWith(releaseStory(), () => ({ figures: { wrong: null, notWatched } }));
    expect(words).toMatch(/Watched: errors ≤ 1 %, restarts$/m);
    expect(words).toContain('Latency is not watched: there is no histogram x_bucket.');
  });

  it('stands on the plan where nothing could be judged at all', () => {
    const wrong = 's-1: no series of http_requests_total has the label code, by which failures are told';
    const words = wordsWith(releaseStory(), () => ({ figures: { wrong, notWatched: [] } }));
    expect(words).toContain(`As it stands, no figures could be judged: ${wrong}.`);
    expect(words).toMatch(/Watched: only crashes and restarts$/m);
    expect(words).not.toMatch(/errors ≤|p99 ≤/);
  });

  it('is not known where the source gave no answer in time', () => {
    const figures = { wrong: null, notWatched: [], unseen: 'no answer within 1 s' };
    const words = wordsWith(releaseStory(), () => ({ figures }));
    expect(words).toContain("Whether there are figures for that can't be told yet: no answer within 1 s.");
  });

  it('stands on the card while it runs, by the newest figures', () => {
    const running = releaseStory().approve().start().until(5).steps(2).begin().measure(50, 0);
    expect(wordsWith(running, () => ({}))).not.toContain('not watched');
    const words = wordsWith(running, ({ window }) => ({
      window: window.map((one) => (one.sample ? { ...one, sample: { ...one.sample, notWatched } } : one)),
    }));
    expect(words).toContain('Latency is not watched: there is no histogram x_bucket.');
  });

  it('stands on the plan with what to do about it', () => {
    const figures = {
      wrong: null,
      notWatched: [
        {
          query: 'durations' as const,
          why: 'there is no histogram x_bucket',
          remedy: 'name another in `metrics.latency`',
        },
      ],
    };
    expect(wordsWith(releaseStory(), () => ({ figures }))).toContain(
      'Latency is not watched: there is no histogram x_bucket. Name another in `metrics.latency`.',
    );
  });

  it('may be a part: what is watched is still promised', () => {
    const part = { query: 'requests' as const, why: 'a is counted, b is not', partly: true as const };
    const words = wordsWith(releaseStory(), () => ({ figures: { wrong: null, notWatched: [part] } }));
    expect(words).toMatch(/Watched: errors ≤ 1 %, p99 /);
    expect(words).toContain('Not all requests are watched: a is counted, b is not.');
  });

  it('is escaped, since it names what others write', () => {
    const figures = { wrong: null, notWatched: [{ query: 'durations' as const, why: 'no <!channel>' }] };
    expect(wordsWith(releaseStory(), () => ({ figures }))).toContain('no &lt;!channel&gt;.');
  });
});

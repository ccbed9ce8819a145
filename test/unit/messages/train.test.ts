import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import { card } from '../../../src/messages/card/card.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportOf } from '../../../src/messages/report/report.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { fakeChildren } from '../../support/fake-children.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { threadMessages } from '../../support/thread.ts';
import { view } from './told.ts';

type Stands = Parameters<typeof fakeChildren>[0];

/** A train through staging to production, as far as `isThere` says, or to its end. */
async function trainAt(stands: Stands, isThere: (release: Release) => boolean = () => false) {
  const world = await createEngineWorld({
    strategy: { kind: 'rolling', bakeMs: 1000 },
    router: 'replicas',
    train: { stages: ['staging', 'production'] },
    children: fakeChildren(stands),
  });
  for (let turns = 0; turns < 500 && !isThere(await world.release()); turns += 1) {
    if ((await world.turn()).kind === 'ended') break;
  }
  const events = await world.events();
  const release = foldLog(events);
  return { events, release, said: wordsOf(card(release, world.clock.now(), view)) };
}

describe('the card of a train', () => {
  it('shows every stage, and that each asks for itself', async () => {
    const { said } = await trainAt({}, () => true);
    expect(said).toContain('checkout 2.4.1 through staging → production');
    expect(said).toContain('after 1 approval of its own');
    expect(said).toContain('those that have the version keep it');
    expect(said).not.toContain('Approve');
  });

  it('says where it is, and offers to skip the soak', async () => {
    const { said, release } = await trainAt({}, ({ step }) => step?.index === 1);
    expect(said).toContain('▶ soak');
    expect(said).toContain('✓ staging 2.4.1 (#100)');
    expect(said).toContain('Promote now');
    expect(releaseLine(release, 0).plain).toContain('through staging → production · staging ✓ · soak · production');
  });

  it('says that production waits for approval', async () => {
    const waiting = Array.from({ length: 9 }, () => ({ state: 'waiting' as const }));
    const { said } = await trainAt({ production: waiting }, ({ children = [] }) => children.length === 2);
    expect(said).toContain('▶ production waiting for approval');
    expect(said).toContain('⏳ production waiting for approval (#101)');
  });

  it('says in the end what each environment has', async () => {
    const { said, release, events } = await trainAt({});
    expect(said).toMatch(/✅ Released in/);
    expect(said).toContain('staging has 2.4.1 (#100); production has 2.4.1 (#101).');
    expect(releaseLine(release, 0).plain).toContain('· released');
    const report = reportOf(events);
    expect(report.train).toEqual([
      { environment: 'staging', number: 100, outcome: 'succeeded' },
      { environment: 'production', number: 101, outcome: 'succeeded' },
    ]);
    expect(reportMessage(report, view).text).toContain('staging succeeded (#100) · production succeeded (#101)');
    expect(reportMarkdown(report)).toContain('- production succeeded');
  });

  it('has one message for each release in its thread: the rest is told by that release', async () => {
    const { events } = await trainAt({});
    const said = threadMessages(events, events.at(-1)?.at ?? 0, view).map(({ message }) => message.text);
    const ofStaging = said.filter((text) => text.includes('#100') && !text.startsWith('Deployment report'));
    expect(ofStaging).toEqual([expect.stringContaining('staging has 2.4.1 (#100), after')]);
  });

  it('says so where it was stopped', async () => {
    const failed = { state: 'ended', outcome: 'rejected', reason: 'was rejected by mika' } as const;
    const { said, release } = await trainAt({ production: [failed] });
    expect(said).toMatch(/🔴 Stopped after/);
    expect(said).toContain('production (#101) was rejected by mika.');
    expect(said).toContain('staging has 2.4.1 (#100); production is as it was (#101).');
    expect(releaseLine(release, 0).plain).toContain('· stopped');
  });
});

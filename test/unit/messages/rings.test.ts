import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import { card } from '../../../src/messages/card/card.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportOf } from '../../../src/messages/report/report.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { fakeChildren } from '../../support/fake-children.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { view } from './told.ts';

type Stands = Parameters<typeof fakeChildren>[0];

const usual = [['internal'], ['eu', 'us', 'ap']];

/** A train of rings, as far as `isThere` says, or to its end. */
async function trainAt(stands: Stands, isThere: (release: Release) => boolean = () => false, rings = usual) {
  const world = await createEngineWorld({
    strategy: { kind: 'rolling', bakeMs: 1000 },
    router: 'replicas',
    train: { rings },
    children: fakeChildren(stands),
  });
  for (let turns = 0; turns < 500 && !isThere(await world.release()); turns += 1) {
    if ((await world.turn()).kind === 'ended') break;
  }
  const events = await world.events();
  const release = foldLog(events);
  return { events, release, said: wordsOf(card(release, world.clock.now(), view)) };
}

describe('the card of a train of rings', () => {
  it('shows its rings, which places get it side by side, and what one approval counts for', async () => {
    const { said } = await trainAt({}, () => true);
    expect(said).toContain('checkout 2.4.1 → production (internal → eu + us + ap)');
    expect(said).toContain('2.4.1 to production/internal: rolling, after 1 approval of its own');
    expect(said).toContain(
      '2.4.1 side by side (2 at a time) to production/eu, production/us and production/ap: rolling',
    );
    expect(said).toContain('no approval of its own for production/eu, production/us, production/ap');
  });

  it('says what becomes of the others once, and not on every line', async () => {
    const { said } = await trainAt({}, () => true);
    expect(said).not.toContain('undo:');
    expect(said.split('those that have the version keep it')).toHaveLength(2);
  });

  it('shows where each place stands', async () => {
    const busy = Array.from({ length: 20 }, () => ({ state: 'running' as const }));
    const held = { state: 'held' as const };
    const { said, release } = await trainAt(
      { 'production/eu': busy, 'production/us': [held, held, held, held] },
      ({ children = [] }) => children.length === 3,
    );
    expect(said).toContain('✓ internal 2.4.1 (#100)');
    expect(said).toContain('▶ eu under way (#101)');
    expect(said).toContain('✋ us needs a person (#102)');
    expect(said).toContain('· ap');
    expect(releaseLine(release, 0).plain).toContain(
      '→ production (internal → eu + us + ap) · internal ✓ · eu under way',
    );
  });

  it('says in the end what each place has', async () => {
    const failed = { state: 'ended', outcome: 'rolled-back', reason: 'was rolled back: Errors were 3 %' } as const;
    const { said, events } = await trainAt({
      'production/eu': [{ state: 'running' }, failed],
      'production/us': [{ state: 'running' }, { state: 'running' }, { state: 'in' }],
    });
    expect(said).toContain('internal has 2.4.1 (#100); eu is as it was (#101); us has 2.4.1 (#102); ap was not begun.');
    const { text } = reportMessage(reportOf(events), view);
    expect(text).toContain('production/internal succeeded (#100) · production/eu rolled back (#101)');
    expect(text).toContain('production/ap: nothing begun');
    expect(text.split('Errors were 3 %')).toHaveLength(2);
  });

  it('counts the places where a title has no room for their names', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `region-${index}`);
    const { said } = await trainAt({}, ({ children = [] }) => children.length > 0, [many]);
    expect(said).toContain('checkout 2.4.1 → production (30 places)');
  });
});

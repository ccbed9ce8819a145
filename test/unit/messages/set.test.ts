import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import { card } from '../../../src/messages/card/card.ts';
import { planPreview } from '../../../src/messages/refusals/answers.ts';
import { refusalWords } from '../../../src/messages/refusals/words.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportOf } from '../../../src/messages/report/report.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { trainReach } from '../../../src/words/train.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { fakeChildren } from '../../support/fake-children.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { threadMessages } from '../../support/thread.ts';
import { view } from './told.ts';

type Stands = Parameters<typeof fakeChildren>[0];
interface Options {
  services?: readonly string[];
  back?: true;
}

/** A set, as far as `isThere` says, or to its end. */
async function setAt(stands: Stands, options: Options = {}, isThere: (release: Release) => boolean = () => false) {
  const { services = ['search', 'mail', 'web'], back } = options;
  const world = await createEngineWorld({
    strategy: { kind: 'rolling', bakeMs: 1000 },
    router: 'replicas',
    set: { services, ...(back ? { back } : {}) },
    children: fakeChildren(stands),
  });
  for (let turns = 0; turns < 500 && !isThere(await world.release()); turns += 1) {
    if ((await world.turn()).kind === 'ended') break;
  }
  const events = await world.events();
  const release = foldLog(events);
  return { events, release, said: wordsOf(card(release, world.clock.now(), view)) };
}

const failed = { state: 'ended', outcome: 'rolled-back', reason: 'was rolled back: Errors were 3 %' } as const;
const running = [{ state: 'running' as const }, { state: 'running' as const }];

describe('the card of a set', () => {
  it('shows every service with its two versions, in order, and what becomes of them where one fails', async () => {
    const { said } = await setAt({}, {}, () => true);
    expect(said).toContain('Set shop → production');
    expect(said).toContain('1. search 2.4.0 → 2.4.1: rolling');
    expect(said).toContain('3. web 2.4.0 → 2.4.1: rolling');
    expect(said).toContain('those before it go back, the newest first');
    expect(said).not.toContain('what ran before');
  });

  it('says where it is, and offers to promote what is under way', async () => {
    const { said, release } = await setAt({ mail: running }, {}, ({ children = [] }) => children.length === 2);
    expect(said).toContain('✓ search 2.4.1 (#100)');
    expect(said).toContain('▶ mail under way (#101)');
    expect(said).toContain('Promote now');
    const line = releaseLine(release, 0).plain;
    expect(line).toContain('shop 3 services → production · search ✓ · mail under way · web');
  });

  it('says what goes back, and in the end what each service has', async () => {
    const stands = { web: [failed], 'mail back': running };
    const { said, release } = await setAt(stands, {}, ({ children = [] }) => children.length === 4);
    const line = trainReach(release).plain;
    expect(said).toContain('✓ roll web back to 2.4.0');
    expect(said).toContain('→ roll mail back to 2.4.0');
    expect(line).toContain('search ✓ · mail going back, under way · web rolled back');
    const { said: end, events } = await setAt({ web: [failed] });
    expect(end).toContain('web (#102) was rolled back: Errors were 3 %');
    expect(end).toContain('search was rolled back (#104); mail was rolled back (#103); web is as it was (#102).');
    const report = reportOf(events);
    expect(reportMarkdown(report)).toContain('shop 3 services');
    expect(wordsOf(reportMessage(report, view))).toContain(
      'search succeeded (#100) · mail succeeded (#101) · web rolled back',
    );
  });

  it('of which a release made way for a newer version says so', async () => {
    const way = { state: 'ended', outcome: 'superseded', reason: 'made way for #7 of 2.5.0' } as const;
    const { said } = await setAt({ mail: [way] });
    expect(said).toContain('mail (#101) made way for #7 of 2.5.0');
    expect(said).toContain('mail gets a newer version (#101 made way for it); web was not begun');
  });

  it('that goes back is named so', async () => {
    const { said, release } = await setAt({}, { back: true });
    expect(said).toContain('Set shop back in production');
    expect(said).toContain('search has 2.4.1 (#100)');
    expect(releaseLine(release, 0).plain).toContain('shop 3 services back in production');
  });

  it('keeps every service readable where there are fifty', async () => {
    const services = Array.from({ length: 50 }, (_, index) => `a-service-with-a-name-of-some-length-${index}`);
    const { release, said } = await setAt(
      { [services[12] ?? '']: running },
      { services },
      ({ step }) => step?.index === 12,
    );
    for (const service of services) expect(said).toContain(service);
    const { blocks } = card(release, 0, view);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) if (block.type === 'section') expect(block.text.text.length).toBeLessThan(3000);
    expect(releaseLine(release, 0).plain).toContain('12 of 50 ✓ · a-service-with-a-name-of-some-length-12');
  });
});

describe('what is said of a set elsewhere', () => {
  it('tells in the thread which release takes which service back', async () => {
    const { events } = await setAt({ web: [failed] });
    const notes = threadMessages(events, 0, view)
      .map(({ message }) => wordsOf(message))
      .join('\n');
    expect(notes).toContain('Started: 3 services → production.');
    expect(notes).toContain('#103 takes back mail.');
  });

  it('offers the very set from a preview, and where it is misspelt', async () => {
    const { release } = await setAt({}, {}, () => true);
    const request = { strategy: null, reason: null, train: { kind: 'set' as const } };
    const preview = planPreview({ request, plan: release.plan, digest: 'd', gates: [], refusal: null }, view);
    expect(JSON.stringify(preview.blocks)).toContain('"value":"set shop to production"');
    const asking = { word: 'plan', strategy: null, train: { kind: 'set' }, set: 'shpo', reason: null } as const;
    const unknown = {
      code: 'unknown-set',
      set: 'shpo',
      environment: 'staging',
      known: ['shop'],
      suggestions: ['shop'],
    } as const;
    const { words, offers } = refusalWords(unknown, view, asking);
    expect(words.plain).toBe('There is no set shpo. Did you mean shop?');
    expect(offers.map(({ command }) => command)).toEqual(['plan set shop to staging']);
  });

  it('is named where one of its services keeps it back, and not where it is what is refused', () => {
    const asking = { word: 'deploy', strategy: null, train: { kind: 'set' }, set: 'shop', reason: null } as const;
    const place = { environment: 'production', version: '1.9.1', requires: 'staging', takenBack: false };
    const words = (service: string) =>
      refusalWords({ code: 'not-promoted', service, ...place }, view, asking).words.plain;
    expect(words('search')).toMatch(/^The set shop can't be released:\nsearch 1\.9\.1 has not run in staging yet/);
    expect(words('shop')).not.toContain('The set');
  });

  it('says of each service why nothing is left to do', () => {
    const left = ['search is left alone: #4 has released 2.4.2 there since'];
    const refused = { code: 'set-unneeded', set: 'shop', environment: 'staging', back: true, left } as const;
    expect(refusalWords(refused, view).words.plain).toBe(
      'Nothing of shop goes back in staging: search is left alone: #4 has released 2.4.2 there since.',
    );
  });
});

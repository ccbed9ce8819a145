import { describe, expect, it } from 'vitest';
import { card } from '../../../src/messages/card/card.ts';
import { rejectForm } from '../../../src/messages/forms/forms.ts';
import { planPreview } from '../../../src/messages/refusals/answers.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportJson, reportOf } from '../../../src/messages/report/report.ts';
import { makeFlagPlan } from '../../../src/strategies/flag-plan.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { newPricing } from '../../support/flag-release.ts';
import { exampleFlag } from '../../support/flag-state.ts';
import { aoi, mika } from '../../support/people.ts';
import { exampleTarget, MINUTE } from '../../support/release-plan.ts';
import { type ReleaseStory, releaseStory } from '../../support/release-story.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';
import { told, view } from './told.ts';

const before = exampleFlag({ enabled: true, percentage: 5 });

function story(): ReleaseStory {
  const plan = makeFlagPlan({
    asked: { flag: 'new-pricing', to: { kind: 'share', percent: 25 } },
    how: newPricing,
    before,
    running: {
      version: '9.8.7',
      image: 'r/app:9.8.7@sha256:4be19f0000000000000000000000000000000000000000000000000000000000',
    },
    replicas: 4,
    target: exampleTarget({
      links: { diff: 'https://x.example/{from}/{to}', dashboard: 'https://x.example/{service}' },
    }),
  });
  return releaseStory({ plan }).after(1000);
}

const running = () => story().approve().start();
/** new-pricing is at 25 %. */
const moved = () => {
  const at = running().steps(1).begin().after(1500);
  const flag = { ...before, percentage: 25, version: 'v2' };
  return at.tell({ type: 'step.done', index: 1, note: '25 %', flag }).begin();
};
const back = (of: ReleaseStory) =>
  of.after(400).tell({ type: 'undo.done', index: 0, note: '5 %', flag: before }).finish('rolled-back');

const stages: [string, () => ReleaseStory][] = [
  ['waits for approval', story],
  [
    'is reminded of',
    () =>
      story()
        .after(60 * MINUTE)
        .tell({ type: 'approval.reminded' }),
  ],
  ['was rejected', () => story().finish('rejected', mika, 'not today')],
  ['has expired', () => story().finish('expired')],
  ['was withdrawn', () => story().finish('withdrawn', aoi)],
  ['has just started', running],
  ['is watched before it moves', () => running().begin().measure(100, 0)],
  ['has moved', () => moved().after(2000).measure(100, 0)],
  ['is paused', () => moved().tell({ type: 'paused', by: aoi })],
  ['was promoted', () => moved().tell({ type: 'promoted', by: aoi })],
  ['asks for figures', () => moved().inconclusive('too-few-requests').hold('too-few-requests')],
  ['asks without figures', () => moved().inconclusive('no-data').hold('no-data')],
  ['asks why its source fails', () => moved().inconclusive('query-failed', 0, 'no').hold('query-failed')],
  ['is let go on', () => moved().hold('no-data').tell({ type: 'hold.closed', by: mika, answer: 'go-on' })],
  ['goes back for a crash', () => moved().trouble('crash-loop')],
  ['goes back for figures', () => moved().after(2000).measure(3000, 90).rollBack('unhealthy')],
  ['went back', () => back(moved().after(2000).measure(3000, 90).rollBack('unhealthy'))],
  [
    'went back before it had moved',
    () => running().begin().measure(3000, 90).rollBack('unhealthy').finish('rolled-back'),
  ],
  [
    'is stuck on its way back',
    () =>
      moved()
        .rollBack('aborted', { by: aoi })
        .tell({ type: 'undo.retrying', index: 0, error: 'no answer' })
        .after(MINUTE),
  ],
  ['was handed over', () => moved().rollBack('aborted', { by: aoi }).finish('handed-over', mika, 'no answer')],
  [
    'is through',
    () =>
      moved().after(10_000).measure(100, 0).tell({ type: 'step.done', index: 2, note: 'healthy' }).finish('succeeded'),
  ],
];

/** Everything that people read of a release at this time. */
function everything(of: ReleaseStory): string {
  const { release, plan, events, now } = of;
  const shown = card(release, now, view);
  expectSound(shown);
  const asked = { strategy: null, reason: null };
  return [
    wordsOf(shown),
    ...told(of).map(({ message }) => wordsOf(message)),
    releaseLine(release, now).plain,
    planPreview({ request: asked, plan, digest: 'd', gates: [], refusal: null }, view).text,
    JSON.stringify(rejectForm(release).blocks),
    reportMarkdown(reportOf(events)),
  ].join('\n');
}

describe('a flag that is released by itself', () => {
  it('is changed, and no version released, in the dialog that approves it', () => {
    const waiting = story();
    expect(JSON.stringify(card(waiting.release, waiting.now, view))).toContain(
      'Change checkout to new-pricing at 25 % in production?',
    );
  });

  it.each(stages)('is told of without a word of versions, images or pods when it %s', (_, stage) => {
    const at = stage();
    const said = everything(at).replaceAll(/pods +\d+ +\S+/g, '');
    expect(said).toContain('new-pricing');
    expect(said).not.toMatch(/9\.8\.7|image|sha256|undefined|all traffic|keeps running|Nothing is left|stays on all/);
  });

  it('is one flag from here to there, in the same words everywhere', () => {
    const waiting = story();
    expect(card(waiting.release, waiting.now, view).text).toContain(
      'Flag new-pricing of checkout 5 % → 25 % in production: ⏳ Waiting for approval',
    );
    expect(releaseLine(waiting.release, waiting.now).plain).toContain('checkout new-pricing 5 % → 25 % · production');
    expect(card(waiting.release, waiting.now, view).text).toContain('Only the flag changes');
  });

  it('is not said to be as the release left it once others have changed it', () => {
    const found = { ...before, percentage: 90, version: 'v3' };
    const held = moved().tell({ type: 'flag.changed', index: 2, found }).hold('flag-changed');
    expect(wordsOf(card(held.release, held.now, view))).not.toContain('new-pricing at 25 %');
    const alert = told(held).find(({ key }) => key.startsWith('alert:hold'));
    expect(alert?.message.text).toContain('needs a person · production · @');
    const goesOn = held.tell({ type: 'hold.closed', by: mika, answer: 'go-on' });
    expect(wordsOf(card(goesOn.release, goesOn.now, view))).toContain('new-pricing at 90 %');
  });

  it('is compared with what was before it moved', () => {
    const at = moved().after(2000).measure(100, 0);
    const words = wordsOf(card(at.release, at.now, view));
    expect(words).toMatch(/now +before/);
    expect(at.release.before?.length).toBe(1);
  });

  it('says of its end what has become of the flag', () => {
    const wentBack = back(moved().after(2000).measure(3000, 90).rollBack('unhealthy'));
    const alert = told(wentBack).find(({ key }) => key === 'alert:rollback');
    expect(alert?.message.text).toContain('checkout: new-pricing was rolled back · production');
    expect(alert?.message.text).toMatch(/Errors on checkout were 3 % of 3,000 requests/);
    expect(alert?.message.text).toMatch(/new-pricing is back at 5 % after 0\.4 s\./);
    const early = running().begin().measure(3000, 90).rollBack('unhealthy').finish('rolled-back');
    expect(card(early.release, early.now, view).text).toContain('new-pricing stays at 5 %.');
  });

  it('is in the report as what it is', () => {
    const over = stages.at(-1)?.[1]() ?? story();
    const report = reportOf(over.events);
    expect(JSON.parse(reportJson(report))).toMatchObject({
      status: 'SUCCESS',
      strategy: 'flag',
      flag: { flag: 'new-pricing', from: 5, to: { kind: 'share', percent: 25 } },
      flags: [{ name: 'new-pricing', from: 5, to: 25 }],
      links: { diff: null, dashboard: 'https://x.example/checkout' },
    });
    expect(reportMarkdown(report)).toContain('# Deployment report: checkout new-pricing 5 % → 25 %');
  });
});

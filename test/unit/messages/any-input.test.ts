import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan.ts';
import type { Refusal } from '../../../src/domain/reasons.ts';
import { card } from '../../../src/messages/card/card.ts';
import { deployForm, rejectForm } from '../../../src/messages/forms/forms.ts';
import { homeView } from '../../../src/messages/home/home.ts';
import { helpMessage, historyMessage, planPreview } from '../../../src/messages/refusals/answers.ts';
import { refusal } from '../../../src/messages/refusals/refusals.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportJson, reportOf } from '../../../src/messages/report/report.ts';
import { orphanMessage, putBackMessage, strangeOrphanMessage } from '../../../src/messages/thread/orphans.ts';
import { unsignedMessage } from '../../../src/messages/thread/unsigned.ts';
import { switchNames } from '../../../src/switches/index.ts';
import type { SwitchBoard } from '../../../src/switches/switches.ts';
import { everywhereSaying, statusesSaying } from '../../support/places-now.ts';
import { refusalsOf } from '../../support/refusals.ts';
import { digest } from '../../support/release-ask.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { type ReleaseStory, releaseStory } from '../../support/release-story.ts';
import { expectSound, expectSoundView } from '../../support/slack-words.ts';
import { threadMessages } from '../../support/thread.ts';

/** Text as only a hostile or careless hand writes it. */
const nasty = fc.oneof(
  fc.constantFrom(
    '<!channel> <!here>',
    '<@U0EVIL> & <https://evil.example|click me>',
    '*bold* _it_ ~gone~ `code` ```block```',
    '> quote\n• list\n1. one',
    ':rotating_light: :tada:',
    'https://evil.example/?a=1&b=2',
    '&lt;!channel&gt;',
    '\u202Etxet desrever',
    '🧨'.repeat(40),
    '',
    ' ',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 4000, minLength: 3000 }),
);
const person = fc.record({ id: fc.oneof(nasty, fc.constant('U0EVIL')), name: nasty });
const view = {
  directory: { groupId: (handle: string) => (handle.length % 2 ? 'S0LEADS' : null) },
  thread: 'javascript:1',
};

const plans: fc.Arbitrary<Plan> = fc
  .record({
    service: nasty,
    environment: nasty,
    from: nasty,
    to: nasty,
    notes: fc.array(nasty, { maxLength: 60 }),
    many: fc.integer({ min: 1, max: 70 }),
    group: nasty,
    link: nasty,
  })
  .map(({ service, environment, from, to, notes, many, group, link }) => {
    const percents = Array.from({ length: many }, (_, index) => Math.min(100, index + 1));
    const plan = examplePlan({
      from,
      to,
      notes,
      percents,
      target: { service, environment, mention: [`@${group}`, group] },
    });
    const approval = { ...plan.target.approval, groups: [group], users: [group] };
    const links = { diff: `https://git.example/{from}/{to}?${link}`, dashboard: link };
    return { ...plan, target: { ...plan.target, approval, links } };
  });

const stories: fc.Arbitrary<ReleaseStory> = fc
  .record({
    plan: plans,
    by: person,
    reason: fc.option(nasty),
    said: nasty,
    end: fc.integer({ min: 0, max: 9 }),
    label: nasty,
  })
  .map(({ plan, by, reason, said, end, label }) => {
    const gates = [{ gate: 'g', answer: 'pass' as const, code: 'ok', label, detail: said }];
    const story = releaseStory({ plan, by, reason, gates }).approve(by).start().steps(4).begin().after(20_000);
    const ends: (() => unknown)[] = [
      () => releaseStory({ plan }),
      () => story.tell({ type: 'step.retrying', index: 4, error: said }).after(20_000),
      () => story.inconclusive('query-failed', 3, said).hold('query-failed', said),
      () => story.tell({ type: 'abort.asked', by, reason: said }).rollBack('aborted', { by, detail: said }).undone(),
      () =>
        story
          .measure(300, 20)
          .rollBack('unhealthy')
          .tell({ type: 'undo.retrying', index: 0, error: said })
          .after(900_000),
      () => story.tell({ type: 'marks.ignored', marks: [{ object: said, mark: label.slice(0, 63) }] }),
      () => story.tell({ type: 'pods.lacking', detail: said }),
      () => story.trouble('crash-loop', said).undone(),
      () => story.steps(99).finish('succeeded'),
      () => story.finish('rejected', by, said),
    ];
    ends[end]?.();
    return story;
  });

/** Shrinking a whole release takes minutes and tells little more. */
const runs = { numRuns: 100, endOnFailure: true };

describe('whatever people and systems write', () => {
  it('the card and all messages of a release are within the limits and say nothing of their own', () => {
    fc.assert(
      fc.property(stories, (story) => {
        expectSound(card(story.release, story.now, view));
        for (const { message } of threadMessages(story.events, story.now, view)) expectSound(message);
        expectSound(reportMessage(reportOf(story.events), view));
        reportJson(reportOf(story.events));
      }),
      runs,
    );
  });

  it('what is said of something left over is, too', () => {
    const way = fc.oneof(
      fc.record({ kind: fc.constant('closed' as const), why: nasty }),
      fc.record({
        kind: fc.constant('open' as const),
        plan: plans,
        image: fc.option(nasty),
        replicas: fc.option(fc.nat()),
        routes: fc.array(nasty, { maxLength: 20 }),
        removed: fc.array(nasty, { maxLength: 20 }),
        digest: fc.constant('0123456789abcdef'),
      }),
    );
    const left = fc.record({
      way,
      plan: plans,
      objects: fc.array(nasty, { maxLength: 20 }),
      keeper: fc.option(person),
      train: fc.option(fc.integer({ min: 1 })),
    });
    fc.assert(
      fc.property(left, nasty, ({ way, plan, objects, keeper, train }, words) => {
        expectSound(orphanMessage('r12', plan.target, objects, view.directory, { keeper, train, way }));
        const strangers = objects.map((name) => ({ name, release: words }));
        expectSound(unsignedMessage(words, strangers, objects.length > 3));
        expectSound(putBackMessage('r12', { kind: 'not-allowed', approvers: [words, words] }));
        if (way.kind === 'open') expectSound(putBackMessage('r12', { kind: 'changed', target: plan.target, way }));
        expectSound(strangeOrphanMessage('r12', words, objects));
        expectSound(putBackMessage('r12', { kind: 'refused', why: words }));
        expectSound(putBackMessage('r12', { kind: 'unseen', what: words }));
      }),
      runs,
    );
  });

  it('refusals are, too', () => {
    const refusals = fc.oneof(...refusalsOf(nasty).map(([, each]) => each));
    fc.assert(
      fc.property(refusals, (refused) => expectSound(refusal(refused, view))),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('the home, the forms and the answers are, too', () => {
    fc.assert(
      fc.property(stories, fc.array(nasty, { maxLength: 120 }), nasty, (story, names, said) => {
        const { release, now, plan } = story;
        const many = Array.from({ length: 20 }, () => release);
        const home = { ...everywhereSaying(names, said, release), waiting: many, live: many, recent: many };
        const off = names.map((service) => ({ service, environment: said, team: said }));
        const switches: SwitchBoard = {
          from: 'kept',
          answeredAt: now,
          unreached: said,
          troubles: names,
          switches: switchNames.map((name) => ({ name, flag: said, exists: true, off, since: now, page: said })),
        };
        expectSoundView(homeView({ ...view, ...home, now, left: 1, switches, warnings: names }));
        const values = {
          service: said,
          version: said,
          environment: names[0] ?? null,
          strategy: null,
          flag: said,
          reason: said,
        };
        const refused: Refusal = { code: 'syntax', detail: said, known: said, suggestions: [said] };
        const preview = { kind: 'plan' as const, plan, gates: release.gates, refusal: refused };
        expectSoundView(
          deployForm(
            {
              services: names,
              sets: names.map((name, services) => ({ name, services })),
              environments: names,
              strategies: names.map((name, index) => ({ name, why: index % 2 ? said : null })),
              usualStrategy: said,
              flags: names,
              values,
              preview,
            },
            view,
          ),
        );
        expectSoundView(rejectForm(release));
        expectSound(
          planPreview(
            { request: { strategy: null, reason: said }, plan, digest, gates: release.gates, refusal: refused },
            view,
          ),
        );
        for (const each of statusesSaying(names, said, release)) expectSound(each);
        expectSound(historyMessage(many, now, said));
        expectSound(helpMessage([{ usage: 'status', summary: 'releases in progress' }]));
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });
});

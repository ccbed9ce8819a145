import { describe, expect, it } from 'vitest';
import { isDeliberate } from '../../../src/domain/deliberate.ts';
import { backForm, paceChosen } from '../../../src/messages/forms/back-form.ts';
import { notBackMessage } from '../../../src/messages/refusals/not-back.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportOf } from '../../../src/messages/report/report.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { releaseStory, successStory } from '../../support/release-story.ts';
import { buttonsOf, wordsOf } from '../../support/slack-words.ts';
import { cardOf } from './told.ts';

const rollback = { pace: 'at-once' } as const;
const back = (from = '2.5.1', to = '2.4.1') =>
  releaseStory({ plan: { ...examplePlan({ from, to }), rollback } })
    .approve()
    .start();

describe('a rollback', () => {
  it('is called that on card, report and in lists', () => {
    const story = back().steps(50).tell({ type: 'finished', outcome: 'succeeded', by: null, reason: null });
    const card = cardOf(story);
    expect(wordsOf(card)).toContain('Rollback · checkout 2.5.1 → 2.4.1 · production');
    expect(wordsOf(card)).toContain('✅ Back on 2.4.1');
    expect(buttonsOf(card)).not.toContain('go_back');
    const report = reportOf(story.events);
    expect(report.rollback).toEqual(rollback);
    expect(reportMessage(report, { directory: { groupId: () => null } }).text).toMatch(/^Rollback report/);
    expect(releaseLine(story.release, story.now).plain).toContain('Rollback · checkout 2.5.1 → 2.4.1');
  });

  it('that fails says so, and what runs again', () => {
    const words = wordsOf(cardOf(back().until(5).rollBack('unhealthy')));
    expect(words).toContain('🔴 Rollback failed: going back to 2.5.1');
  });
});

describe('the way back', () => {
  it('stands on a Released card, and asks how', () => {
    const story = successStory();
    expect(buttonsOf(cardOf(story))).toContain('go_back');
    const words = JSON.stringify(backForm(story.release));
    expect(words).toContain('At once');
    expect(words).toContain('Careful');
  });

  it.each([
    ['nothing is chosen', {}, 'at-once'],
    ['what is chosen is none of ours', { pace: { form_pace: { selected_option: { value: 'x' } } } }, 'at-once'],
    ['careful is chosen', { pace: { form_pace: { selected_option: { value: 'careful' } } } }, 'careful'],
  ])('where %s', (_what, state, pace) => {
    expect(paceChosen(state)).toBe(pace);
  });

  it('says what has come since', () => {
    const { release } = successStory();
    const told = notBackMessage(release, { kind: 'since', by: { ...release, number: 77 } });
    expect(told.text).toContain('#77');
    expect(buttonsOf(told)).toEqual(['run_command']);
    expect(buttonsOf(notBackMessage(release, { kind: 'live', by: release }))).toEqual([]);
  });
});

describe('what a person took back', () => {
  const { release } = releaseStory().approve().start().until(5).rollBack('aborted');

  it.each(['aborted', 'superseded'] as const)('is no incident: %s', (code) => {
    expect(isDeliberate({ code }, release)).toBe(true);
  });

  it('is one where it went by itself, where it could not be ended, and where the catalogue asks for it', () => {
    expect(isDeliberate({ code: 'unhealthy' }, release)).toBe(false);
    const left = {
      kind: 'ended' as const,
      at: 0,
      outcome: 'handed-over' as const,
      by: null,
      reason: null,
      cause: null,
    };
    expect(isDeliberate({ code: 'aborted' }, { ...release, phase: left })).toBe(false);
    const target = { ...release.plan.target, notify: { deliberate: 'alert' as const } };
    expect(isDeliberate({ code: 'aborted' }, { ...release, plan: { ...release.plan, target } })).toBe(false);
  });
});

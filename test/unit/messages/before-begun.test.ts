import { describe, expect, it } from 'vitest';
import { doneMessage } from '../../../src/messages/refusals/answers.ts';
import { reportOf } from '../../../src/messages/report/report.ts';
import { aoi } from '../../support/people.ts';
import { type ReleaseStory, releaseStory } from '../../support/release-story.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { cardOf, find, notes, told } from './told.ts';

/** A gate asks a person before the first step: nothing has been changed. */
const held = () => releaseStory().approve().start().hold('gate', 'it is Friday evening (wait until Monday)');
const keys = (story: ReleaseStory) => told(story).map(({ key }) => key);

describe('a question before the first step', () => {
  it('says that nothing has been changed, and offers to withdraw', () => {
    const words = wordsOf(cardOf(held()));
    expect(words).toContain('Nothing has been changed yet. Without an answer 2.4.1 expires at ');
    expect(words).toContain('[Withdraw]');
    expect(JSON.stringify(cardOf(held()))).toContain('Withdraw checkout 2.4.1 in production?');
    expect(words).not.toMatch(/roll(s|ed)? back/i);
  });

  it('that nobody answers ends as expired, in words that are about the question', () => {
    const story = held().tell({ type: 'finished', outcome: 'expired', by: null, reason: 'it is Friday evening' });
    const said = 'Nobody answered the question about 2.4.1 in time: it is Friday evening.';
    expect(wordsOf(cardOf(story))).toContain(`${said} 2.4.0 keeps running; nothing was changed.`);
    const alert = wordsOf(find(story, 'alert:expired').message);
    expect(alert).toContain('⌛ *checkout 2.4.1* was not started · production · <@U0AOI>');
    expect(alert).toContain(said);
    expect(alert).not.toContain('approved');
    const question = told(story).find(({ key }) => key.startsWith('alert:hold:'));
    expect(question && wordsOf(question.message)).toContain("Nobody answered in time: 2.4.1 wasn't started");
    expect(reportOf(story.events)).toMatchObject({ status: 'EXPIRED', cause: { code: 'expired', sentence: said } });
    expect(keys(story)).not.toContain('alert:rollback');
  });

  it('is withdrawn by a person, and nobody is told of a rollback', () => {
    const asked = held().tell({ type: 'abort.asked', by: aoi, reason: 'not today' });
    expect(wordsOf(doneMessage('abort', asked.release))).toContain('You withdrew *#142*');
    const story = asked.tell({ type: 'finished', outcome: 'withdrawn', by: aoi, reason: 'not today' });
    expect(wordsOf(cardOf(story))).toContain('<@U0AOI> withdrew it: not today. 2.4.0 keeps running');
    expect(notes(story).join('\n')).not.toMatch(/roll/i);
  });

  it('of an older version that went back with nothing to undo is told as it was', () => {
    const story = held().rollBack('hold-expired', { detail: 'it is Friday evening' });
    expect(wordsOf(find(story.undone(), 'alert:rollback').message)).toContain('was rolled back to 2.4.0');
  });
});

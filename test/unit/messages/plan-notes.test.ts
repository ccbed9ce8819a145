import { describe, expect, it } from 'vitest';
import { type PreflightFinding, withNotes } from '../../../src/domain/preflight.ts';
import { allNotes, hidden, notesText } from '../../../src/messages/card/plan-notes.ts';
import { planPreview } from '../../../src/messages/refusals/answers.ts';
import { lines } from '../../../src/words/words.ts';
import { digest } from '../../support/release-ask.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { releaseStory } from '../../support/release-story.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';
import { cardOf, told, view } from './told.ts';

const finding = (severity: PreflightFinding['severity'], detail: string): PreflightFinding => ({
  severity,
  detail,
  remedy: `look at \`${detail}\``,
});
const many = (severity: PreflightFinding['severity'], count: number) =>
  Array.from({ length: count }, (_, index) => finding(severity, `${severity} ${index + 1}`));
const none = { notes: [] };

describe('the notes of a plan', () => {
  it('are put in order: what is to be weighed, then what is good to know', () => {
    const noted = withNotes({ notes: ['Down for a while.', 'No router.'], warnings: 1 }, [
      finding('note', 'a'),
      finding('warn', 'b'),
    ]);
    expect(noted.warnings).toBe(2);
    expect(noted.notes).toEqual([
      'Down for a while.',
      'b. What to do: look at `b`.',
      'No router.',
      'a. What to do: look at `a`.',
    ]);
    expect(withNotes(none, [finding('note', 'a')])).not.toHaveProperty('warnings');
  });

  it('are grouped, each with what to do about it', () => {
    const plan = withNotes(none, [finding('warn', 'b'), finding('note', 'a')]);
    expect(notesText({ plan }, 'in the thread')?.mrkdwn).toBe(
      '*Before you decide*\n⚠ b. Look at `b`.\n*Good to know*\n• a. Look at `a`.',
    );
  });

  it('of an older plan are only good to know, word for word', () => {
    const plan = { notes: ['Shares are those of the pods.', 'A. What to do: b.'] };
    expect(notesText({ plan }, 'in the thread')?.plain).toBe('Good to know\n• Shares are those of the pods.\n• A. B.');
  });

  it('are nothing where there are none', () => {
    expect(notesText({ plan: none }, 'in the thread')).toBeNull();
    expect(hidden(none)).toBe(0);
  });

  it('are no wall: five to weigh and three to know, and where the rest is', () => {
    const plan = withNotes(none, [...many('warn', 6), ...many('note', 7)]);
    const text = notesText({ plan }, 'in the thread')?.plain ?? '';
    expect(text.split('\n')).toHaveLength(11);
    expect(text).toMatch(/\n5 more notes: in the thread$/);
    expect(hidden(plan)).toBe(5);
  });

  it('are all in the thread where the card has no room, and only there', () => {
    const { notes } = withNotes(none, many('note', 7));
    const story = releaseStory({ notes });
    const all = told(story).find(({ key }) => key === 'plan-notes');
    expect(wordsOf(cardOf(story))).toContain('4 more notes: in the thread');
    for (let index = 1; index <= 7; index += 1) expect(all?.message.text).toContain(`note ${index}.`);
    expect(all?.broadcast).toBe(false);
    const few = releaseStory({ notes: notes.slice(0, 3) });
    expect(told(few).map(({ key }) => key)).not.toContain('plan-notes');
  });

  it('are all in a preview, which has no thread, and fit their blocks', () => {
    const long = Array.from({ length: 30 }, (_, index) => finding('note', `${index} ${'x'.repeat(280)}`));
    const plan = { ...examplePlan(), ...withNotes(none, long) };
    const preview = planPreview(
      { request: { strategy: null, reason: null }, plan, digest, gates: [], refusal: null },
      view,
    );
    expectSound(preview);
    expect(wordsOf(preview)).toContain('• 19 ');
    expect(wordsOf(preview)).toContain('… and 10 more notes');
    expect(lines(...allNotes(plan)).plain).not.toContain('• 20 ');
  });

  it('are not shown of a plan that is refused, which says why and what to do', () => {
    const plan = { ...examplePlan(), ...withNotes(none, many('warn', 2)) };
    const refusal = {
      code: 'gate-blocked' as const,
      service: 'checkout',
      version: '2.4.1',
      environment: 'production',
      detail: 'an incident is open',
      remedy: 'close it',
    };
    const words = wordsOf(
      planPreview({ request: { strategy: null, reason: null }, plan, digest, gates: [], refusal }, view),
    );
    expect(words).toContain('an incident is open');
    expect(words).toContain('close it');
    expect(words).not.toMatch(/warn 1|1\. |undo/);
  });
});

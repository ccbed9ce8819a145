import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { GateResult } from '../../../src/domain/gate.ts';
import { card } from '../../../src/messages/card/card.ts';
import { releaseStory } from '../../support/release-story.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { threadMessages } from '../../support/thread.ts';
import { view } from './told.ts';

const unknown: GateResult = {
  gate: 'promoted',
  answer: 'unknown',
  code: 'gate-unknown',
  label: '<staging> cannot be looked at',
  detail: '<staging> cannot be looked at: timeout',
};

/** Approved, with a gate asked again that answers so; then `ms` pass, and the gate passes. */
function asked(answer: GateResult, ms: number): ReleaseEvent[] {
  const story = releaseStory().approve();
  const at = story.now;
  const answers = (each: GateResult): ReleaseEvent => ({
    type: 'gates.checked',
    at: each === answer ? at : at + ms,
    when: 'start',
    index: 0,
    answers: [each],
  });
  return [
    ...story.events,
    answers(answer),
    answers({ ...answer, answer: 'pass', code: 'ok', label: 'ok', detail: '' }),
  ];
}

const thread = (events: ReleaseEvent[]) =>
  threadMessages(events, (events.at(-1)?.at ?? 0) + 1000, view)
    .map(({ message }) => wordsOf(message))
    .join('\n');

describe('a gate that is asked again', () => {
  it('is told in the thread where it cannot tell for long, and not where that passes at once', () => {
    expect(thread(asked(unknown, 60_000))).toContain(
      "is waiting for a gate that can't tell: &lt;staging&gt; cannot be looked at: timeout. Asking again.",
    );
    expect(thread(asked(unknown, 2000))).not.toContain("can't tell");
    expect(thread(asked({ ...unknown, answer: 'pass', detail: '' }, 60_000))).not.toContain('gate that');
  });

  it('stands on the card with its newest answer', () => {
    const story = releaseStory().approve();
    const before = story.release.gates.length;
    story.tell({ type: 'gates.checked', when: 'start', index: 0, answers: [unknown] });
    expect(story.release.gates).toHaveLength(before + 1);
    expect(wordsOf(card(story.release, story.now, view))).toContain('? &lt;staging&gt; cannot be looked at');
  });

  it('says in its question what it is about', () => {
    const held = releaseStory().approve().start().hold('gate', 'it is *Friday* (wait until Monday)');
    const text = wordsOf(card(held.release, held.now, view));
    expect(text).toMatch(/A gate won't let 2\.4\.1 continue by itself: it is .*Friday.* \(wait until Monday\)\./);
  });
});

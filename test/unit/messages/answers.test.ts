import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/messages/blocks/blocks.ts';
import { buttonNames } from '../../../src/messages/buttons/index.ts';
import {
  brokenMessage,
  doneMessage,
  helpMessage,
  historyMessage,
  planPreview,
  requestAnswer,
} from '../../../src/messages/refusals/answers.ts';
import { digest } from '../../support/release-ask.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { releaseStory, successStory } from '../../support/release-story.ts';
import { buttonsOf, expectSound, wordsOf } from '../../support/slack-words.ts';

const view = { directory: { groupId: () => null } };
const now = Date.UTC(2026, 10, 20, 15, 0);

function words(message: Message): string {
  expectSound(message);
  return wordsOf(message);
}

describe('answers that only one person sees', () => {
  it('help lists what it is given', () => {
    const usages = [
      { usage: '', summary: 'a form' },
      { usage: 'status [service]', summary: 'releases in progress' },
    ];
    expect(words(helpMessage(usages))).toContain(
      '`/deploy`  a form\n`/deploy status [service]`  releases in progress\n',
    );
  });

  it('history is a list, or says that there is nothing', () => {
    expect(words(historyMessage([], now, 'checkout'))).toContain('There has been no release of *checkout* yet.');
    const many = Array.from({ length: 20 }, () => successStory().release);
    expect(words(historyMessage(many, now))).toContain('… and 5 more');
  });

  it('a plan that is only looked at says so, and can be deployed from there', () => {
    const request = { strategy: null, reason: null };
    const drafted = { request, plan: examplePlan(), digest, gates: releaseStory().release.gates, refusal: null };
    const message = planPreview(drafted, view);
    expect(words(message)).toContain('Preview only: nothing was started · plan 7c21');
    expect(buttonsOf(message)).toEqual(['run_command']);
    expect(JSON.stringify(message.blocks)).toContain('"value":"checkout 2.4.1 to production"');
    const refusal = {
      code: 'already-running' as const,
      service: 'checkout',
      version: '2.4.1',
      environment: 'production',
    };
    expect(buttonsOf(planPreview({ ...drafted, refusal }, view))).toEqual([]);
  });

  it('every click is answered with what it did', () => {
    expect(words(doneMessage('approve', releaseStory().approve().release))).toBe(
      'You approved *#142* (checkout 2.4.1 → production). It starts now.',
    );
    const approval = { ...examplePlan().target.approval, required: 2 };
    expect(words(doneMessage('approve', releaseStory({ target: { approval } }).approve().release))).toContain(
      'It needs 1 more.',
    );
    for (const done of buttonNames.filter((name) => name !== 'approve')) {
      expect(words(doneMessage(done, releaseStory().approve().start().release))).toMatch(
        /^You\S* .+ \*#142\* \(checkout/,
      );
    }
  });

  it('a request is answered with its number, and never counted twice', () => {
    const created = requestAnswer({ kind: 'created', number: 143, channel: 'checkout' }, 'C0GENERAL');
    expect(words(created)).toContain('This is release *#143*. Its plan is in #checkout.');
    expect(words(requestAnswer({ kind: 'created', number: 143, channel: 'C0CHECKOUT' }, null))).toContain(
      '<#C0CHECKOUT>',
    );
    expect(words(requestAnswer({ kind: 'repeated', id: 'r143' }, null))).toContain("wasn't started twice");
    expect(words(requestAnswer({ kind: 'stopping', number: 142 }, null))).toContain("it's being stopped");
    expect(words(brokenMessage('Redis does not answer'))).toContain('Nothing was changed');
  });
});

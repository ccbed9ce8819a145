import { describe, expect, it } from 'vitest';
import { type RefusalCode, refusalCodes } from '../../../src/domain/reasons.ts';
import type { Message } from '../../../src/messages/blocks/blocks.ts';
import { refusal } from '../../../src/messages/refusals/refusals.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';

const view = { directory: { groupId: (handle: string) => (handle === 'payments-leads' ? 'S0LEADS' : null) } };
const asked = { service: 'checkout', version: '2.4.1', environment: 'production' };

function refused(code: RefusalCode, facts: Record<string, string> = {}, suggestions: string[] = []): Message {
  const message = refusal({ code, facts: { ...asked, ...facts }, suggestions }, view);
  expectSound(message);
  return message;
}

/** Label and command of each button. */
function offers(message: Message): [string, string | undefined][] {
  return message.blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.map(({ text, value }): [string, string | undefined] => [text.text, value])
      : [],
  );
}

describe('a refusal', () => {
  it.each(refusalCodes)('%s is a sentence, even where all facts are missing', (code) => {
    const message = refusal({ code, facts: {} }, view);
    expectSound(message);
    expect(message.text).toMatch(/[.?]$/);
    expect(message.text).not.toMatch(/undefined|null|NaN/);
  });

  it('of a name that is not known offers the nearest, ready to run', () => {
    const message = refused('unknown-service', { service: 'chekout' }, ['checkout', 'checkin']);
    expect(wordsOf(message)).toContain('There is no service *chekout*. Did you mean *checkout* or *checkin*?');
    expect(offers(message)).toEqual([
      ['Deploy checkout 2.4.1 to production', 'checkout 2.4.1 to production'],
      ['Deploy checkin 2.4.1 to production', 'checkin 2.4.1 to production'],
    ]);
  });

  it('of a word that is neither a command nor a service names the known ones, and the nearest', () => {
    const facts = {
      detail: 'There is no command and no service “chekout”',
      known: 'Commands: plan. Services: checkout.',
    };
    expect(wordsOf(refused('syntax', facts, ['checkout']))).toContain(
      'There is no command and no service “chekout”. Did you mean `/deploy checkout`? Commands: plan. Services: checkout.',
    );
    expect(offers(refused('syntax', facts))).toEqual([['Help', 'help']]);
  });

  it('of a service that is not known tells of the help where nothing is near', () => {
    expect(wordsOf(refused('unknown-service', { service: 'frobnicate', known: 'checkout' }))).toContain(
      'There is no service *frobnicate*. Known are checkout. `/deploy help` lists what else can be asked.',
    );
  });

  it('of a service that is busy says how far that is, where a share of the traffic says it', () => {
    const busy = (percent: Record<string, string>) =>
      wordsOf(refused('busy', { number: '7', by: 'U0AOI', ...percent }));
    expect(busy({ percent: '25' })).toContain('(2.4.1, 25 % of traffic, #7)');
    expect(busy({ percent: '0' })).toContain('(2.4.1, no traffic yet, #7)');
    expect(busy({})).toContain('(2.4.1, #7)');
  });

  it('of a version, an environment or a strategy puts only that right', () => {
    expect(offers(refused('unknown-version', { version: '2.4.9' }, ['2.4.8']))).toEqual([
      ['Deploy checkout 2.4.8 to production', 'checkout 2.4.8 to production'],
    ]);
    expect(offers(refused('unknown-environment', { environment: 'prod' }, ['production']))).toEqual([
      ['Deploy checkout 2.4.1 to production', 'checkout 2.4.1 to production'],
    ]);
    expect(offers(refused('unknown-strategy', { strategy: 'canari' }, ['canary']))).toEqual([
      ['Deploy checkout 2.4.1 to production with canary', 'checkout 2.4.1 to production with canary'],
    ]);
  });

  it('lists what is known where nothing is near', () => {
    expect(wordsOf(refused('unknown-environment', { known: 'staging, production' }))).toContain(
      'It has staging, production.',
    );
  });

  it('never puts into a command what is not one word', () => {
    expect(offers(refused('unknown-service', { version: '2.4.1 to production because' }, ['checkout']))).toEqual([]);
    expect(offers(refused('unknown-service', {}, ['checkout; drop']))).toEqual([]);
  });

  it('says who is releasing, what and how far', () => {
    const message = refused('busy', { by: 'U0REN', version: '2.4.0', percent: '25', number: '141' });
    expect(wordsOf(message)).toContain(
      '*checkout* is being released to production by <@U0REN> (2.4.0, 25 % of traffic, #141).',
    );
    expect(offers(message)).toEqual([['See how it is going', 'status checkout']]);
  });

  it('says why a late ask was not started, and offers it again', () => {
    const message = refused('overtaken', { by: 'U0REN', other: '2.4.2', number: '141', askedMs: '12000' });
    expect(wordsOf(message)).toContain('Meanwhile #141 (2.4.2 by <@U0REN>) has come and gone there');
    expect(wordsOf(message)).toContain('12 s ago');
    expect(offers(message)).toEqual([['Try again', 'checkout 2.4.1 to production']]);
  });

  it('shows the way round: first to the environment before', () => {
    const message = refused('not-promoted', { requires: 'staging' });
    expect(wordsOf(message)).toContain('*checkout* 2.4.1 has not run in staging yet.');
    expect(offers(message)).toEqual([['Deploy to staging first', 'checkout 2.4.1 to staging']]);
  });

  it('says that nothing was started where the cluster is away', () => {
    const words = wordsOf(refused('cluster-unreachable', { cluster: 'eu-1', detail: 'timeout after 5 s' }));
    expect(words).toContain("I can't reach cluster *eu-1*");
    expect(words).toContain('timeout after 5 s. Nothing was started.');
  });

  it('names the approvers to those who are none', () => {
    const facts = { number: '142', approvers: '@payments-leads or U0MIKA' };
    expect(wordsOf(refused('not-an-approver', facts))).toContain(
      "You can't approve *#142*: it needs <!subteam^S0LEADS> or <@U0MIKA>.",
    );
    expect(wordsOf(refused('self-approval', facts))).toContain('because you asked for it');
  });

  it('tells a late click what has been decided, by whom and when', () => {
    const words = wordsOf(
      refused('already-decided', { number: '142', outcome: 'approved', by: 'U0MIKA', at: '1795183500000' }),
    );
    expect(words).toMatch(/^\*#142\* was approved by <@U0MIKA> <!date\^1795183500\^/);
    expect(wordsOf(refused('not-live', { number: '142', outcome: 'rolled-back' }))).toContain(
      'is over: it was rolled back.',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../src/domain/reasons.ts';
import type { Message } from '../../../src/messages/blocks/blocks.ts';
import { refusal } from '../../../src/messages/refusals/refusals.ts';
import { refusalsOf } from '../../support/refusals.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';

const view = { directory: { groupId: (handle: string) => (handle === 'payments-leads' ? 'S0LEADS' : null) } };
const place = { service: 'checkout', environment: 'production' };
const asked = { ...place, version: '2.4.1' };

function told(refused: Refusal): Message {
  const message = refusal(refused, view, { word: 'deploy', strategy: null, reason: null });
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
  it.each(refusalsOf(fc.stringMatching(/^[a-m]{1,8}$/)))('%s is a sentence, whatever its facts', (_code, any) => {
    fc.assert(
      fc.property(any, (each) => {
        const message = told(each);
        expect(message.text.trim()).toMatch(/[.?]$/);
        expect(message.text).not.toMatch(/undefined|null|NaN|\[object| {2}\S/);
      }),
    );
  });

  it('whose remedy is a question ends with its question mark alone', () => {
    const obstacle = { detail: 'there is no flag new-pricng', remedy: 'did you mean new-pricing?' };
    const words = (obstacles: (typeof obstacle)[]) => wordsOf(told({ code: 'flag-unfit', ...place, obstacles }));
    expect(words([obstacle])).toContain('did you mean new-pricing? Nothing was started.');
    expect(words([obstacle, obstacle])).not.toContain('?.');
  });

  it('of a name that is not known offers the nearest, ready to run', () => {
    const message = told({
      code: 'unknown-service',
      ...asked,
      service: 'chekout',
      known: [],
      suggestions: ['checkout', 'checkin'],
    });
    expect(wordsOf(message)).toContain('There is no service *chekout*. Did you mean *checkout* or *checkin*?');
    expect(offers(message)).toEqual([
      ['Deploy checkout 2.4.1 to production', 'checkout 2.4.1 to production'],
      ['Deploy checkin 2.4.1 to production', 'checkin 2.4.1 to production'],
    ]);
  });

  it('of a word that is neither a command nor a service names the known ones, and the nearest', () => {
    const unknown = {
      code: 'syntax' as const,
      detail: 'There is no command and no service “chekout”',
      known: 'Commands: plan. Services: checkout.',
    };
    expect(wordsOf(told({ ...unknown, suggestions: ['checkout'] }))).toContain(
      'There is no command and no service “chekout”. Did you mean `/deploy checkout`? Commands: plan. Services: checkout.',
    );
    expect(offers(told({ ...unknown, suggestions: [] }))).toEqual([['Help', 'help']]);
  });

  it('of a service that is not known tells of the help where nothing is near', () => {
    const unknown = { code: 'unknown-service' as const, ...asked, service: 'frobnicate' };
    expect(wordsOf(told({ ...unknown, known: ['checkout'], suggestions: [] }))).toContain(
      'There is no service *frobnicate*. Known services: checkout. `/deploy help` lists what else you can ask.',
    );
  });

  it('of a service that is busy says how far that is, where a share of the traffic says it', () => {
    const busy = (percent: number | null) =>
      wordsOf(told({ code: 'busy', ...place, number: 7, live: { by: 'U0AOI', version: '2.4.1', percent } }));
    expect(busy(25)).toContain('(2.4.1, 25 % of traffic, #7)');
    expect(busy(0)).toContain('(2.4.1, no traffic yet, #7)');
    expect(busy(null)).toContain('(2.4.1, #7)');
    const live = { by: 'U0AOI', version: '2.4.1', percent: null, train: true as const };
    expect(wordsOf(told({ code: 'busy', ...place, number: 7, live }))).toMatch(
      /^A train by <@U0AOI> is bringing 2\.4\.1 of \*\S+\* to \S+ \(#7\)\./,
    );
  });

  it('of a version, an environment or a strategy puts only that right', () => {
    expect(offers(told({ code: 'unknown-version', ...asked, version: '2.4.9', suggestions: ['2.4.8'] }))).toEqual([
      ['Deploy checkout 2.4.8 to production', 'checkout 2.4.8 to production'],
    ]);
    expect(
      offers(
        told({ code: 'unknown-environment', ...asked, environment: 'prod', known: [], suggestions: ['production'] }),
      ),
    ).toEqual([['Deploy checkout 2.4.1 to production', 'checkout 2.4.1 to production']]);
    expect(
      offers(told({ code: 'unknown-strategy', ...asked, strategy: 'canari', known: [], suggestions: ['canary'] })),
    ).toEqual([['Deploy checkout 2.4.1 to production with canary', 'checkout 2.4.1 to production with canary']]);
  });

  it('lists what is known where nothing is near', () => {
    expect(
      wordsOf(told({ code: 'unknown-environment', ...asked, known: ['staging', 'production'], suggestions: [] })),
    ).toContain('It has staging, production.');
  });

  it('of a release names it as the person did, or says that none is theirs', () => {
    expect(told({ code: 'unknown-release', named: '#99' }).text).toMatch(/^There is no release #99\./);
    expect(told({ code: 'unknown-release', named: null }).text).toMatch(/^You haven't requested a release lately\./);
  });

  it('never puts into a command what is not one word', () => {
    const unknown = { code: 'unknown-service' as const, ...asked, known: [] };
    const longer = { ...unknown, version: '2.4.1 to production because', suggestions: ['checkout'] };
    expect(offers(told(longer))).toEqual([]);
    expect(offers(told({ ...unknown, suggestions: ['checkout; drop'] }))).toEqual([]);
    expect(offers(told({ ...unknown, suggestions: ['checkout'] }))).toHaveLength(1);
  });

  it('says who is releasing, what and how far', () => {
    const message = told({ code: 'busy', ...place, number: 141, live: { by: 'U0REN', version: '2.4.0', percent: 25 } });
    expect(wordsOf(message)).toContain(
      '*checkout* is being released to production by <@U0REN> (2.4.0, 25 % of traffic, #141).',
    );
    expect(offers(message)).toEqual([['See its status', 'status checkout']]);
  });

  it('says why a late ask was not started, and offers it again', () => {
    const message = told({ code: 'overtaken', ...asked, by: 'U0REN', other: '2.4.2', number: 141, askedMs: 12_000 });
    expect(wordsOf(message)).toContain('Meanwhile #141 (2.4.2 by <@U0REN>) has come and gone there');
    expect(wordsOf(message)).toContain('12 s ago');
    expect(offers(message)).toEqual([['Try again', 'checkout 2.4.1 to production']]);
  });

  it('shows the way round: first to the environment before', () => {
    const message = told({ code: 'not-promoted', ...asked, requires: 'staging', takenBack: false });
    expect(wordsOf(message)).toContain('*checkout* 2.4.1 has not run in staging yet.');
    expect(offers(message)).toEqual([['Deploy to staging first', 'checkout 2.4.1 to staging']]);
  });

  it('tells what was taken back from what has never been there', () => {
    const message = told({ code: 'not-promoted', ...asked, requires: 'staging', takenBack: true });
    expect(wordsOf(message)).toContain('*checkout* 2.4.1 was rolled back in staging. It goes to staging first');
  });

  it('of a gate that cannot tell says what could not be seen, and offers to try again', () => {
    const message = told({ code: 'gate-unknown', ...asked, detail: "can't look at staging: timeout after 5 s" });
    expect(wordsOf(message)).toContain("can't look at staging: timeout after 5 s. Nothing was started.");
    expect(offers(message)).toEqual([['Try again', 'checkout 2.4.1 to production']]);
  });

  it('says that nothing was started where the cluster is away', () => {
    const words = wordsOf(
      told({ code: 'cluster-unreachable', ...place, cluster: 'eu-1', detail: 'timeout after 5 s' }),
    );
    expect(words).toContain("I can't reach cluster *eu-1*");
    expect(words).toContain('timeout after 5 s. Nothing was started.');
  });

  it('names the approvers to those who are none', () => {
    const facts = { number: 142, approvers: ['@payments-leads', 'U0MIKA'] };
    expect(wordsOf(told({ code: 'not-an-approver', ...facts }))).toContain(
      "You can't approve *#142*: it needs <!subteam^S0LEADS> or <@U0MIKA>.",
    );
    expect(wordsOf(told({ code: 'self-approval', ...facts }))).toContain('because you requested it');
  });

  it('tells who may go on in spite of a gate from who may stop a way back', () => {
    const steer = { number: 142, ...place, approvers: ['@payments-leads'], own: false } as const;
    const go = { code: 'not-allowed', ...steer, what: 'hold-go', needs: 'gate-approver' } as const;
    expect(wordsOf(told({ ...go, direction: 'forward' }))).toContain(
      "You can't continue *#142* (checkout in production): continuing anyway is an approval: it needs <!subteam^S0LEADS>. Anyone may roll it back.",
    );
    expect(wordsOf(told({ ...go, own: true, direction: 'forward' }))).toContain(
      'needs <!subteam^S0LEADS> other than you, who requested it.',
    );
    const back = wordsOf(told({ ...go, direction: 'back' }));
    expect(back).not.toContain("it's rolling back");
    expect(back).not.toContain('Anyone');
    const stop = { code: 'not-allowed', ...steer, what: 'abort', needs: 'approver', direction: 'back' } as const;
    expect(wordsOf(told(stop))).toContain("it's rolling back, and stopping that needs <!subteam^S0LEADS>.");
  });

  it('tells a late click what has been decided, by whom and when', () => {
    const words = wordsOf(
      told({ code: 'already-decided', number: 142, outcome: 'approved', by: 'U0MIKA', at: 1_795_183_500_000 }),
    );
    expect(words).toMatch(/^\*#142\* was approved by <@U0MIKA> <!date\^1795183500\^/);
    expect(wordsOf(told({ code: 'not-live', number: 142, place: null, outcome: 'rolled-back' }))).toContain(
      'is over: it was rolled back.',
    );
  });
});

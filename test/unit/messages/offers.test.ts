import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeploy } from '../../../commands/deploy/parse.ts';
import { commandOf } from '../../../commands/deploy/steering.ts';
import { type DeployWord, deployWords } from '../../../src/domain/deploy-words.ts';
import type { FlagWish } from '../../../src/domain/flag-wish.ts';
import type { Refusal } from '../../../src/domain/reasons.ts';
import type { Message } from '../../../src/messages/blocks/blocks.ts';
import { planPreview } from '../../../src/messages/refusals/answers.ts';
import { refusal } from '../../../src/messages/refusals/refusals.ts';
import type { Asking } from '../../../src/messages/refusals/telling.ts';
import { refusalsOf } from '../../support/refusals.ts';
import { digest } from '../../support/release-ask.ts';
import { examplePlan } from '../../support/release-plan.ts';

const view = { directory: { groupId: () => null } };
const services = new Set(['checkout', 'search']);
const place = { service: 'checkout', environment: 'production' };
const asked = { ...place, version: '2.4.1' };

/** What the buttons of a message type. */
function typedBy(message: Message): string[] {
  return message.blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.flatMap(({ value }) => (value === undefined ? [] : [value])) : [],
  );
}

/** What a command does, by its word; `deploy` for one that has none. */
function does(command: string): DeployWord | 'deploy' | 'form' {
  const parsed = parseDeploy(command, new Set(command.split(' ')));
  switch (parsed.kind) {
    case 'request':
      return 'deploy';
    case 'form':
      return 'form';
    case 'subcommand':
      return parsed.word;
    case 'syntax':
      throw new Error(`a button types what is not understood: ${command}`);
  }
}

/** What only looks, and may be offered under anything. */
const looks: readonly string[] = ['status', 'history', 'report', 'help'];
/** Where only the contract of a migration is waited for, it can be left for later: nothing that runs is stopped by it. */
const makesRoom: readonly string[] = ['abort'];
const words: readonly Asking['word'][] = ['deploy', 'plan', 'rollback'];
const saying = (word: Asking['word']): Asking => ({ word, strategy: 'rolling', reason: 'orders drop' });

/** Every refusal with facts of which each is one word, so that a command can be made of them. */
const refusals = refusalsOf(fc.stringMatching(/^[b-m]{1,8}$/)).filter(([code]) => code !== 'syntax');

describe('a button under a refusal', () => {
  describe.each(words)('of what was asked for by %s', (word) => {
    it.each(refusals)('does that, or only looks: %s', (code, any) => {
      // A plain ask for an older version is shown the word for going back, by its name.
      const own = word === 'deploy' ? ['deploy', 'rollback'] : [word];
      const ofSet = code === 'unknown-set' && word === 'deploy' ? ['set'] : [];
      const may = [...own, ...ofSet, ...looks, ...(code === 'busy' ? makesRoom : [])];
      fc.assert(
        fc.property(any, (each) => {
          for (const command of typedBy(refusal(each, view, saying(word)))) expect(may).toContain(does(command));
        }),
      );
    });
  });

  it.each(refusals)('asks for no release where nobody did: %s', (code, any) => {
    const may = [...looks, ...(code === 'busy' ? makesRoom : [])];
    fc.assert(
      fc.property(any, (each) => {
        for (const command of typedBy(refusal(each, view))) expect(may).toContain(does(command));
      }),
    );
  });

  it.each<[Asking['word'], string[]]>([
    ['deploy', ['checkout 2.4.1 to production with rolling because orders drop']],
    ['plan', ['plan checkout 2.4.1 to production with rolling because orders drop']],
    ['rollback', ['rollback checkout in production because orders drop']],
  ])('of a mistyped name keeps everything else that was typed: %s', (word, commands) => {
    const mistyped: Refusal[] = [
      { code: 'unknown-service', ...asked, service: 'checkuot', known: [], suggestions: ['checkout'] },
      { code: 'unknown-environment', ...asked, environment: 'prod', known: [], suggestions: ['production'] },
      { code: 'gate-unknown', ...asked, detail: 'x' },
    ];
    for (const each of mistyped) expect(typedBy(refusal(each, view, saying(word)))).toEqual(commands);
  });

  it('keeps the flags that were to move along', () => {
    const unseen: Refusal = { code: 'gate-unknown', ...asked, detail: 'x' };
    const asking = { ...saying('deploy'), flags: ['new-pricing', 'new-tax'] };
    const again =
      'checkout 2.4.1 to production with rolling with flag new-pricing with flag new-tax because orders drop';
    expect(typedBy(refusal(unseen, view, asking))).toEqual([again]);
  });

  it.each<[FlagWish, string]>([
    [{ kind: 'share', percent: 25 }, 'flag checkout new-pricing to 25 % in production because orders drop'],
    [{ kind: 'share', percent: 0 }, 'flag checkout new-pricing to off in production because orders drop'],
    [
      { kind: 'variant', variant: 'blue', percent: 50 },
      'flag checkout new-pricing to variant blue 50 % in production because orders drop',
    ],
  ])('asks for a flag by itself once more: %j', (to, again) => {
    const unseen: Refusal = { code: 'gate-unknown', ...asked, version: 'new-pricing', detail: 'x' };
    const asking = { ...saying('deploy'), flag: { flag: 'new-pricing', to } };
    expect(typedBy(refusal(unseen, view, asking))).toEqual([again]);
    expect(parseDeploy(again, services)).toMatchObject({ asked: { flag: { flag: 'new-pricing', to } } });
  });

  it('leaves out a reason that no button has room for', () => {
    const unseen: Refusal = { code: 'gate-unknown', ...asked, detail: 'x' };
    const asking = { word: 'plan' as const, strategy: null, reason: 'x'.repeat(2500) };
    expect(typedBy(refusal(unseen, view, asking))).toEqual(['plan checkout 2.4.1 to production']);
  });
});

describe('a suggestion for what was not understood', () => {
  it.each(deployWords)('begins with the word that was meant: %s', (word) => {
    const mistyped = `${word.slice(0, -2)}${word.slice(-1)}${word.slice(-2, -1)}`;
    const rests: Partial<Record<DeployWord, string>> = {
      help: '',
      plan: ' checkout 2.4.1 to production',
      flag: ' checkout new-pricing to 25 % in production',
    };
    const rest = rests[word] ?? ' checkout';
    const parsed = parseDeploy(`${mistyped}${rest}`, services);
    expect(parsed).toMatchObject({ kind: 'syntax', suggestion: `${word}${rest}` });
  });

  it('of a plan stays one where what follows is mistyped', () => {
    const parsed = parseDeploy('plan checkout 2.4.1 production because orders drop', services);
    expect(parsed).toMatchObject({ suggestion: 'plan checkout 2.4.1 to production because orders drop' });
  });
});

describe('a word that steers', () => {
  const steering = deployWords.filter((word) => ['pause', 'resume', 'promote', 'abort', 'rollback'].includes(word));

  it.each(steering)('is typed again with the reason that was given: %s', (word) => {
    const command = commandOf(word, 'checkout', 'production', 'orders drop');
    expect(parseDeploy(command, services)).toMatchObject({
      kind: 'subcommand',
      word,
      asked: { reason: 'orders drop' },
    });
  });
});

describe('the button under a plan that was looked at', () => {
  const request = { strategy: 'rolling', reason: 'orders drop' };
  const drafted = { request, plan: examplePlan(), digest, gates: [], refusal: null };

  it('deploys it as it was looked at', () => {
    expect(typedBy(planPreview(drafted, view))).toEqual([
      'checkout 2.4.1 to production with rolling because orders drop',
    ]);
  });

  it('only looks where something speaks against it', () => {
    const unseen: Refusal = { code: 'gate-unknown', ...asked, detail: 'x' };
    expect(typedBy(planPreview({ ...drafted, refusal: unseen }, view)).map(does)).toEqual(['plan']);
  });
});

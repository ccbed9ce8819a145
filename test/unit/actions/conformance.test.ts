import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Told } from '../../../src/actions/action.ts';
import { facetsOf } from '../../../src/actions/facets.ts';
import { type ActionKind, actions } from '../../../src/actions/index.ts';
import { canonicalJson } from '../../../src/domain/json.ts';
import { actionSchema } from '../../../src/domain/plan.ts';
import { say, type Words } from '../../../src/words/words.ts';
import { everyAction, examples, hostile, kinds } from './every-action.ts';

const context = hostile();
const told: Told = {
  took: '1 min',
  said: '<!here> *3*',
  found: () => say`healthy`,
  inShares: true,
  watchedNext: false,
};

function expectEscaped(words: Words): void {
  expect(words.plain).not.toBe('');
  expect(words.mrkdwn).not.toMatch(/<!|[`*]/);
}

describe.each(everyAction)('%s', (_, action) => {
  const facets = facetsOf(action);

  it('is in the log as it was in the plan', () => {
    const written = canonicalJson(action);
    expect(canonicalJson(actionSchema.parse(JSON.parse(written)))).toBe(written);
    expect(actions[action.kind].schema.parse(JSON.parse(written))).toEqual(action);
  });

  it('is no other kind, and nothing without what it needs', () => {
    const accepting = kinds.filter((kind) => actions[kind].schema.safeParse(action).success);
    expect(accepting).toEqual([action.kind]);
    const { shape } = actions[action.kind].schema as z.ZodObject;
    for (const field of Object.keys(action).filter((each) => !(shape[each] instanceof z.ZodOptional))) {
      expect(actionSchema.safeParse({ ...action, [field]: undefined }).success).toBe(false);
    }
  });

  it('is said, there and back, in words that call nobody and format nothing', () => {
    expectEscaped(facets.describe(action, context));
    expectEscaped(facets.describeUndo(action, context));
    const notes = [
      facets.note(action, context, told),
      facets.undoNote?.(action, context, 'within 0.1 s', told.said) ?? null,
    ];
    for (const note of notes) if (note) expectEscaped(note);
  });

  it('is done by hand with a command in which every name is one word', () => {
    const hand = facets.byHand(action, context);
    if (!hand) return;
    expect(hand.command).toMatch(/^kubectl -n 'shop; rm -rf ~' /);
    expect(hand.command.replaceAll(/'[^']*'/g, '')).not.toMatch(/[;$`~()]/);
  });

  it('takes a time that can be summed up', () => {
    expect(Number.isFinite(facets.estimateMs(action))).toBe(true);
    expect(facets.estimateMs(action)).toBeGreaterThanOrEqual(0);
  });

  it('gives the candidate a share of the traffic, or none of its business', () => {
    const share = facets.share?.(action);
    if (share && share.route.kind !== 'match')
      expect(share.route.percent).toSatisfy((percent: number) => percent >= 0 && percent <= 100);
  });
});

describe('the record of actions', () => {
  it('parses what it lists whatever the numbers', () => {
    const number = fc.nat(5000);
    fc.assert(
      fc.property(fc.constantFrom(...kinds), number, (kind, replicas) => {
        const action = { ...examples[kind][0], ...('replicas' in examples[kind][0] ? { replicas } : {}) };
        expect(actionSchema.parse(action)).toEqual(action);
      }),
    );
  });

  it('takes back whatever an action may leave', () => {
    const of = (facet: 'leaves' | 'takesBack') =>
      new Set(kinds.flatMap((kind) => facetsOf(examples[kind][0])[facet] ?? []));
    expect([...of('leaves')].sort()).toEqual([...of('takesBack')].sort());
  });

  it('goes back for the sake of nothing that only tidies', () => {
    const tidying = kinds.filter((kind) => facetsOf(examples[kind][0]).tidies);
    expect(tidying).toEqual<ActionKind[]>(['route.clean', 'candidate.remove', 'config.settle', 'verify.clean']);
  });
});

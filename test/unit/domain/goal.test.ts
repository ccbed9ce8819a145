import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addPieces,
  counted,
  type GoalCounted,
  type GoalSoFar,
  mergeCounted,
  noPiece,
} from '../../../src/domain/goal.ts';

const copied = <T>(list: T[], item: T) => [...list, item];
const tally = fc.record({ visits: fc.nat(3), successes: fc.nat(3) });
const entries = fc.array(fc.record({ a: tally, b: tally }), { maxLength: 12 });

const fold = (all: readonly GoalCounted[]) =>
  all.reduce<GoalSoFar | undefined>((before, entry) => counted(before, entry, copied), undefined);

describe('what an A/B test has counted', () => {
  it('loses nothing, and only its last piece may lack a version', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const { pieces } = fold(all) ?? { pieces: [] };
        expect(pieces.reduce(addPieces, noPiece)).toEqual(all.reduce(addPieces, noPiece));
        for (const { a, b } of pieces.slice(0, -1)) expect(Math.min(a.visits, b.visits)).toBeGreaterThan(0);
      }),
    );
  });

  it('is the same however its entries were merged before', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const merged = all.reduce<GoalCounted | undefined>(mergeCounted, undefined);
        const pieces = merged ? (fold([merged])?.pieces ?? []) : [];
        expect(pieces.reduce(addPieces, noPiece)).toEqual(all.reduce(addPieces, noPiece));
      }),
    );
  });

  it('says what the newest look says of the source', () => {
    const one: GoalCounted = { a: { visits: 3, successes: 1 }, b: { visits: 2, successes: 1 } };
    const blind: GoalCounted = { ...noPiece, missing: 'down' };
    expect(fold([one, blind])).toEqual({ pieces: [one], missing: 'down' });
    expect(fold([blind, one])?.missing).toBeNull();
    expect(mergeCounted(one, blind)).toEqual({ ...one, missing: 'down' });
    expect(mergeCounted(blind, one)).toEqual(one);
  });

  it('begins anew where what was counted cannot be relied on', () => {
    const one: GoalCounted = { a: { visits: 3, successes: 1 }, b: { visits: 2, successes: 1 } };
    const voided: GoalCounted = { ...noPiece, missing: 'several processes', voids: true };
    expect(fold([one, voided, one])?.pieces).toEqual([one]);
    expect(fold([mergeCounted(one, voided) ?? one])?.pieces).toEqual([]);
    expect(mergeCounted(voided, one)).toEqual({ ...one, voids: true });
  });
});

import { z } from 'zod';
import { type FlagState, shareOn } from './flag.ts';

/**
 * The strategy of a flag that is released without a version. No catalogue can name it, since it brings no version in:
 * `src/strategies/flag-plan.ts` makes its plans.
 */
export const flagAlone = 'flag';

const percent = z.number().min(0).max(100);

/**
 * What a person wants of a flag. `share`: so many percent (0 to 100) of those whom no rule singles out get it, 0 being off
 * for everybody; `variant`: of those who get it, so many percent get this one of its values.
 */
export const flagWishSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share'), percent }),
  z.object({ kind: z.literal('variant'), variant: z.string(), percent }),
]);
export type FlagWish = z.infer<typeof flagWishSchema>;

/** A flag that is asked for by itself, without a version. */
export const flagAskedSchema = z.object({ flag: z.string(), to: flagWishSchema });
export type FlagAsked = z.infer<typeof flagAskedSchema>;

/** What a release is about where it brings in no version: one flag, from how it stood to what is asked of it. */
export const flagSubjectSchema = flagAskedSchema.extend({
  /** In the same terms as the wish, percent (0 to 100); null where no single figure says it. */
  from: percent.nullable(),
});
export type FlagSubject = z.infer<typeof flagSubjectSchema>;

/** Where a flag stands in the terms of a wish, percent; null where no single figure says it. */
export function standsAt(state: FlagState, to: FlagWish): number | null {
  switch (to.kind) {
    case 'share':
      return shareOn(state);
    case 'variant':
      return state.variants.find(({ name }) => name === to.variant)?.percent ?? null;
  }
}

/** Whether a flag is as it is wished to be. */
export function isAsWished(state: FlagState, to: FlagWish): boolean {
  const isOn = to.kind === 'share' || (state.stands === 'present' && state.enabled);
  return isOn && standsAt(state, to) === to.percent;
}

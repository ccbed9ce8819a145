import { z } from 'zod';
import { field, someTime } from '../config/fields.ts';
import { formatDuration } from '../config/units.ts';
import type { Obstacle } from '../domain/preflight.ts';
import { type Able, byWeight, type Route, unableTo } from '../domain/route.ts';
import { type Sticky, stickySchema, stickyTimes } from '../domain/sticky.ts';
import { duration } from '../words/format.ts';
import type { KeptSteps } from './canary-stages.ts';

const usualFor = '1d';
const { least, most } = stickyTimes;
const timeError = `expected a duration from ${formatDuration(least)} to ${formatDuration(most)}, such as ${usualFor}`;

/** `{cookie: sluice-checkout, for: 1d}` as it is written in the catalogue. */
export const writtenSticky = z
  .strictObject({
    cookie: stickySchema.shape.cookie.meta({
      description: 'Name of the cookie by which users are known again. It must not be one of your own.',
      examples: ['sluice-checkout'],
    }),
    for: field(
      someTime.refine((ms) => ms >= least && ms <= most, { error: timeError }),
      'How long users keep it: longer than a release takes.',
      usualFor,
    ),
  })
  .meta({
    description: 'Users stay with the version that they have met, old or new, by a cookie: where the router can.',
  });
type WrittenSticky = z.output<typeof writtenSticky>;

/** As written → as kept. */
export function keptSticky({ cookie, for: time }: WrittenSticky): Sticky {
  return { cookie, forMs: time ?? someTime.parse(usualFor) };
}

/** Why users would not stay for as long as the release watches; null where they do. @param watchedMs by plan */
export function tooShort(written: WrittenSticky | undefined, watchedMs: number): string | null {
  if (!written || keptSticky(written).forMs >= watchedMs) return null;
  return `expected at least ${formatDuration(watchedMs)}, for which the release watches: users would change versions within it`;
}

/** What the router lacks for users to stay; null where nothing. */
export function lackOfSticky(able: Able): Obstacle | null {
  const sticky = { cookie: 'any', forMs: most, before: [] };
  const detail = unableTo(byWeight(50, sticky), able);
  return detail === null ? null : { detail, remedy: 'choose a router that can, or leave `sticky` out' };
}

/** The largest share of some that is not all: there the most users of earlier shares are told apart. */
export function stickyRoutes(steps: KeptSteps, sticky: Sticky): Route[] {
  const shares = steps.map(({ percent }) => percent).filter((percent) => percent < 100);
  const last = shares.at(-1);
  return last === undefined ? [] : [byWeight(last, { ...sticky, before: shares.slice(0, -1) })];
}

/** What people should know of it before they decide. */
export function stickyNote({ cookie, forMs }: Sticky): string {
  return `Users stay with the version that they meet, by the cookie ${cookie} (${duration(forMs)}); without cookies, each request is drawn anew.`;
}

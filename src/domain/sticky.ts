import { z } from 'zod';

/**
 * A cookie's name, as RFC 6265 has it, without what a proxy's language may take for something of its own. Browsers keep
 * names that begin with `__` for cookies with more conditions.
 */
const cookieName = z
  .string({ error: 'expected the name of a cookie, such as sluice-checkout' })
  .regex(/^[A-Za-z0-9._-]{1,64}$/, { error: "a cookie's name has letters, digits, - _ and . only, 64 at most" })
  .refine((name) => !/^__(host|secure)-/i.test(name), {
    error: 'a name that begins with __Host- or __Secure- needs a cookie for https alone, which this is not',
  });

const minute = 60_000;
const day = 24 * 60 * minute;
/** The shortest and the longest time for which users stay, in ms. Browsers keep no cookie for longer than 400 days. */
export const stickyTimes = { least: minute, most: 30 * day } as const;

/** That users stay with the version that they have met. */
export const stickySchema = z.object({
  /** The cookie by which they are known again. */
  cookie: cookieName,
  /** How long they keep it (ms). */
  forMs: z.number().int().min(stickyTimes.least).max(stickyTimes.most),
});
export type Sticky = z.infer<typeof stickySchema>;

/** The same in one step of a release. */
export const stickyStepSchema = stickySchema.extend({
  /** The shares (percent) of the steps before, growing: whoever met stable there is drawn again. */
  before: z.array(z.number().min(0).max(100)),
});
export type StickyStep = z.infer<typeof stickyStepSchema>;

/** What every cookie of Sluice's begins with, so that it is told from the user's own wherever it stands. */
export const stickyPrefix = 'sluice.';

/** The cookie's value for users of the candidate. Another release's means nothing to this one; none is a secret. */
export function candidateValue(release: string): string {
  return `${stickyPrefix}${release}.candidate`;
}

/** The same for users of stable. @param percent the candidate's share when they were drawn, 0 to 100 */
export function stableValue(release: string, percent: number): string {
  return `${stickyPrefix}${release}.stable.${percent}`;
}

/** A `Set-Cookie` header (RFC 6265, section 4.1.1). Scripts of a page cannot read it. */
export function setCookie({ cookie, forMs }: Sticky, value: string): string {
  return `${cookie}=${value}; Path=/; Max-Age=${Math.round(forMs / 1000)}; HttpOnly`;
}

/** Whether a `Set-Cookie` header is one of Sluice's. */
export function isOurCookie(header: unknown): boolean {
  return typeof header === 'string' && /^[\w.-]+=sluice\.[^;]+; Path=\/; Max-Age=\d+; HttpOnly$/.test(header);
}

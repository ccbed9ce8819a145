import { describe, expect, it } from 'vitest';
import { runChecks } from '../../../src/doctor/check.ts';
import { flagChecks } from '../../../src/doctor/flags.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { fakeFlags, serviceDown } from '../../support/fake-flags.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({
  releaseFlags: [{ flag: 'new-pricing', off: true, steps: [{ percent: 100, bakeMs: 1000 }] }],
});
async function said(flags: ReturnType<typeof fakeFlags> | null): Promise<string> {
  const [found] = await runChecks(
    flagChecks(target, () => flags),
    { clock: systemClock, withinMs: 1000 },
  );
  return `${found?.what}: ${found?.kind}: ${found?.detail}`;
}

describe('the doctor on the flags of a release', () => {
  it('looks at none where none moves', () => {
    expect(flagChecks(exampleTarget(), () => null)).toEqual([]);
  });

  it('says how each stands', async () => {
    const flags = fakeFlags();
    flags.byHand('new-pricing', 'mika', {});
    expect(await said(flags)).toBe('flag new-pricing: ok: off');
    flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 25 });
    expect(await said(flags)).toBe('flag new-pricing: ok: on for 25 %');
  });

  it('says what is good to know of one', async () => {
    const flags = fakeFlags();
    flags.byHand('new-pricing', 'mika', {});
    flags.remark('new-pricing', ['is marked as stale in Unleash']);
    expect(await said(flags)).toBe('flag new-pricing: warning: off; it is marked as stale in Unleash');
  });

  it('says why one could not move', async () => {
    const flags = fakeFlags();
    expect(await said(flags)).toContain('problem: there is no flag new-pricing');
    flags.byHand('new-pricing', 'mika', { stands: 'archived' });
    expect(await said(flags)).toContain('problem: flag new-pricing is archived');
    flags.byHand('new-pricing', 'mika', { stands: 'present', percentage: null });
    expect(await said(flags)).toContain('do not say in one percentage');
    flags.byHand('new-pricing', 'mika', { percentage: 0 });
    flags.master('new-pricing', { kind: 'change-request', words: 'needs a change request for each change' });
    expect(await said(flags)).toContain('problem: flag new-pricing needs a change request for each change');
    flags.fail(serviceDown);
    expect(await said(flags)).toContain('problem: the flags: nobody answers');
    expect(await said(null)).toContain('problem: the catalogue names no flag service here');
  });
});

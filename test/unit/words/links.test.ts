import { describe, expect, it } from 'vitest';
import { releaseLink } from '../../../src/words/links.ts';
import { releaseStory } from '../../support/release-story.ts';

const { plan } = releaseStory();

/** The dashboard's address of a release there, by this template. */
function linkIn(environment: string, dashboard: string): string | null {
  const target = { ...plan.target, environment, links: { dashboard } };
  return releaseLink({ ...plan, target }, 'dashboard');
}

describe('an address that names a place', () => {
  const template = 'https://x.example/{environment}/{place}?of={service}';

  it('has it beside the environment', () => {
    expect(linkIn('production/eu', template)).toBe(`https://x.example/production/eu?of=${plan.target.service}`);
  });

  it('is none where the environment has only one', () => {
    expect(linkIn('production', template)).toBeNull();
  });

  it('takes nothing of a name for a part of the address', () => {
    expect(linkIn('production/eu?x=1&y', template)).toMatch(/^https:\/\/x\.example\/production\/eu%3Fx%3D1%26y\?of=/);
  });
});

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { seed } from '../../sandbox/world/people.ts';
import { ask, longMs, reportOf } from '../story/world.ts';
import { sluiceEnvironment, startNode } from '../support/process.ts';
import { realStage } from './world.ts';

const bin = fileURLToPath(new URL('../../bin/sluice.js', import.meta.url));

describe('releases on a real Kubernetes', () => {
  const here = realStage();

  it('finds nothing missing before the first: sluice doctor', async () => {
    const { slack, redisUrl, catalogue, kubeconfig } = here.world;
    const tokens = { apiUrl: slack.apiUrl, botToken: seed.botToken, appToken: seed.appToken };
    const place = { redisUrl, catalogue, kubeconfig, prefix: '{doctor}', slack: tokens };
    const doctor = startNode(bin, ['doctor'], sluiceEnvironment(place));
    await doctor.ended;
    const told = doctor.lines().map(({ msg }) => msg);
    expect(told.filter((line) => /^ {2}ok +permissions/.test(line)).length).toBeGreaterThan(0);
    expect(told.filter((line) => line.startsWith('  !!') && !line.includes('durability'))).toEqual([]);
  });

  it.each([
    ['checkout', '2.4.1', 'a canary on Istio'],
    ['search', '1.9.1', 'a canary by pods'],
    ['web', '5.1.1', 'rolling'],
    ['payments-worker', '3.2.1', 'recreate'],
  ])(
    'releases %s %s: %s',
    async (service, version) => {
      const before = await here.images('staging');
      const card = await ask(here, `${service} ${version} to staging`);
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(await here.images('staging')).toEqual({ ...before, [service]: `${service}:${version}` });
    },
    2 * longMs,
  );

  it.each([
    ['checkout', '2.5.0', 'errors'],
    ['checkout', '2.7.0', 'a crash'],
    ['search', '1.10.0', 'errors'],
    ['web', '5.4.0', 'an image that cannot be pulled'],
    ['payments-worker', '3.3.1', 'no memory left'],
  ])(
    'takes %s %s back: %s',
    async (service, version) => {
      const before = await here.wanted('staging');
      const card = await ask(here, `${service} ${version} to staging`);
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(await here.wanted('staging')).toBe(before);
    },
    2 * longMs,
  );
});

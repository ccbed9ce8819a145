import { describe, expect, it, vi } from 'vitest';
import { reportSchema } from '../../../src/messages/report/schema.ts';
import { testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { quarantineStub, terminal } from './cli.ts';

const asked = { by: { id: 'U1', name: 'aoi' }, strategy: null, reason: null, channel: null, backwards: false };

async function withRelease() {
  const store = createMemoryStore();
  const request = { ...asked, service: 'checkout', environment: 'production', version: '2.4.1', key: 'k' };
  const made = await store.create({ type: 'requested', at: 1, request, plan: examplePlan(), digest: 'd', gates: [] });
  if (made.kind !== 'created') throw new Error('the store is not empty');
  const close = vi.fn();
  const openStore = async () => ({ store, quarantine: quarantineStub(), seals: testSeals, close });
  return { cli: terminal({ openStore }), number: made.number, close };
}

describe('sluice report', () => {
  it('prints Markdown, by number or by service', async () => {
    const { cli, number, close } = await withRelease();
    expect(await cli.run('report', `#${number}`)).toBe(0);
    expect(await cli.run('report', 'checkout')).toBe(0);
    expect(cli.out().match(/# Deployment report: checkout/g)).toHaveLength(2);
    expect(close).toHaveBeenCalledTimes(2);
  });

  it('prints JSON that its own schema takes', async () => {
    const { cli, number } = await withRelease();
    expect(await cli.run('report', String(number), '--json')).toBe(0);
    expect(reportSchema.parse(JSON.parse(cli.out()))).toMatchObject({ number, service: 'checkout', status: 'LIVE' });
  });

  it('draws the plan', async () => {
    const { cli, number } = await withRelease();
    expect(await cli.run('report', String(number), '--picture')).toBe(0);
    expect(cli.out()).toMatch(/^<svg .*<\/svg>\s*$/s);
    expect(cli.out()).toContain('canary · about 12 min');
  });

  it('says that there is no such release, and closes what it opened', async () => {
    const { cli, close } = await withRelease();
    expect(await cli.run('report', '999')).toBe(1);
    expect(cli.err()).toBe('There is no release 999.');
    expect(close).toHaveBeenCalledOnce();
  });

  it('does not ask for Slack tokens, but for a Redis address that is one', async () => {
    const cli = terminal({}, { REDIS_URL: 'http://nowhere' });
    expect(await cli.run('report', '1')).toBe(1);
    expect(cli.err()).toContain('REDIS_URL');
    expect(cli.err()).not.toContain('SLACK');
  });

  it('wants one format', async () => {
    const { cli } = await withRelease();
    expect(await cli.run('report', '1', '--json', '--markdown')).toBe(2);
    expect(await cli.run('report', '1', '--json', '--picture')).toBe(2);
  });
});

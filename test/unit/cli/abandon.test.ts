import { describe, expect, it, vi } from 'vitest';
import type { ReleaseStore } from '../../../src/store/release-store.ts';
import { testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { quarantineStub, terminal } from './cli.ts';

const heading = {
  number: 7,
  by: { id: 'U1', name: 'aoi' },
  service: 'checkout',
  environment: 'production',
  version: '2.4.1',
  from: '2.4.0',
  incidents: undefined,
  channel: 'C1',
  namespace: 'shop; rm -rf /',
  workload: { name: 'checkout' },
  mention: [],
};

/** Release #7, with a log that loads as said. */
function withLog(loaded: Awaited<ReturnType<ReleaseStore['load']>>, live = true) {
  const abandon = vi.fn(async () => true);
  const close = vi.fn();
  const store: ReleaseStore = { ...createMemoryStore(), load: async () => loaded };
  const state = async () => ({ live, aloneMs: 0, abandoned: false, untoldMs: null });
  const quarantine = quarantineStub({ abandon, state, heading: async () => heading });
  return { cli: terminal({ openStore: async () => ({ store, quarantine, seals: testSeals, close }) }), abandon, close };
}

describe('sluice abandon', () => {
  it('says what would be freed and what may be left, and does nothing until it is sure', async () => {
    const { cli, abandon, close } = withLog({ kind: 'broken', detail: 'entry 2 is missing' });
    expect(await cli.run('abandon', '#7')).toBe(1);
    expect(cli.err()).toContain('Release #7 holds checkout in production.');
    expect(cli.err()).toContain(`kubectl -n 'shop; rm -rf /' get`);
    expect(cli.err()).toContain('sluice abandon 7 --yes');
    expect(abandon).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
  });

  it('frees the service of a damaged release', async () => {
    const { cli, abandon } = withLog({ kind: 'missing' });
    expect(await cli.run('abandon', '7', '--yes')).toBe(0);
    expect(cli.out()).toContain('checkout can be released to production again');
    expect(abandon).toHaveBeenCalledWith('r7');
  });

  it('warns where a newer worker would go on with it', async () => {
    const { cli } = withLog({ kind: 'newer', detail: 'type is "later"' });
    expect(await cli.run('abandon', '7')).toBe(1);
    expect(cli.err()).toContain('A worker of the version that started it would continue it.');
  });

  it('leaves sound and ended releases alone', async () => {
    const sound = withLog({ kind: 'found', events: [], latest: null });
    expect(await sound.cli.run('abandon', '7', '--yes')).toBe(1);
    expect(sound.cli.err()).toContain('/deploy abort 7');
    expect(sound.abandon).not.toHaveBeenCalled();
    const ended = withLog({ kind: 'missing' }, false);
    expect(await ended.cli.run('abandon', '7', '--yes')).toBe(1);
    expect(ended.cli.err()).toBe('No release #7 is in progress.');
    expect(await ended.cli.run('abandon', 'checkout')).toBe(2);
  });
});

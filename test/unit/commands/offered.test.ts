import { describe, expect, it } from 'vitest';
import { offeredFor, stillOffered } from '../../../commands/forms/offered.ts';
import { createCatalogueReader } from '../../../src/config/load.ts';
import { noValues } from '../../../src/messages/forms/form-values.ts';
import { families } from '../../../src/providers/index.ts';

const text = `version: 1
defaults: { channel: '#releases' }
environments:
  dev: {}
  staging: {}
  production: { traffic: { kind: istio, virtualService: shop } }
strategies:
  careful-set: { kind: rolling, partitions: [{ pods: 1, bake: 5m }] }
  only-look: { kind: dark-launch, next: stop }
services:
  shop: { image: registry.example/shop }
  whole: { image: registry.example/whole, traffic: { kind: service }, strategy: blue-green, environments: { dev: {} } }
  worker: { image: registry.example/worker, workload: { service: none }, strategy: rolling, environments: { dev: {} } }
  db: { image: registry.example/db, workload: { kind: StatefulSet }, strategy: rolling, environments: { dev: {} } }
  agent: { image: registry.example/agent, workload: { kind: DaemonSet }, strategy: rolling, environments: { dev: {} } }
  orders:
    image: registry.example/orders
    traffic: { kind: istio, virtualService: orders }
    migration: { dryRun: { command: [show] }, expand: { command: [up] } }
    environments: { dev: {} }
`;

const loaded = createCatalogueReader(families).parse(text, 'sluice.yaml');
if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
const { catalogue } = loaded;

function offered(service: string, environment: string | null) {
  const { strategies, usualStrategy } = offeredFor(catalogue, { service, environment });
  const names = (can: boolean) => strategies.filter(({ why }) => (why === null) === can).map(({ name }) => name);
  return { can: names(true).sort(), cannot: names(false).sort(), usualStrategy, strategies };
}

describe('what the form offers', () => {
  it.each([
    ['shop', 'dev', ['ab-test', 'careful-set', 'dark-launch', 'only-look']],
    ['shop', 'production', ['careful-set']],
    ['whole', 'dev', ['ab-test', 'canary', 'careful-set', 'dark-launch', 'only-look']],
    ['worker', 'dev', ['ab-test', 'blue-green', 'careful-set', 'dark-launch', 'only-look']],
    ['db', 'dev', ['ab-test', 'blue-green', 'canary', 'dark-launch', 'only-look']],
    ['agent', 'dev', ['ab-test', 'blue-green', 'canary', 'careful-set', 'dark-launch', 'only-look', 'recreate']],
    ['orders', 'dev', ['careful-set', 'only-look']],
  ])('leaves out for %s in %s what cannot work there', (service, environment, cannot) => {
    const found = offered(service, environment);
    expect(found.cannot).toEqual(cannot);
    expect([...found.can, ...found.cannot].sort()).toEqual(Object.keys(catalogue.strategies).sort());
    for (const { why } of found.strategies) expect(why).not.toBe('');
  });

  it('is what works in all environments of a train, and in any as long as none is chosen', () => {
    expect(offered('shop', 'through production').can).not.toContain('dark-launch');
    expect(offered('shop', null).can).toContain('dark-launch');
  });

  it('names what the catalogue does where nothing is chosen', () => {
    expect(offered('whole', 'dev').usualStrategy).toBe('blue-green');
    expect(offered('shop', null).usualStrategy).toBe('canary');
  });

  it('is nothing without a service, or for one that the catalogue no longer has', () => {
    for (const service of [null, 'gone']) {
      const none = { environments: [], strategies: [], usualStrategy: null, flags: [] };
      expect(offeredFor(catalogue, { service, environment: null })).toEqual(none);
    }
  });

  it('forgets a strategy that cannot be chosen in another place, and nothing else', () => {
    const values = { ...noValues, service: 'shop', environment: 'production', strategy: 'dark-launch', reason: 'why' };
    expect(stillOffered(values, offeredFor(catalogue, values))).toEqual(values);
    const moved = { ...values, environment: 'dev' };
    expect(stillOffered(moved, offeredFor(catalogue, moved))).toEqual({ ...moved, strategy: null });
  });
});

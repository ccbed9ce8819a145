import { describe, expect, it } from 'vitest';
import { destinationsOf, environmentsOf, targetOf } from '../../../src/config/catalogue.ts';
import { targetSchema } from '../../../src/domain/target.ts';
import { minute, problemsOf, read } from './catalogue-text.ts';

const text = (places: string, { service = '', production = '' } = {}) => `version: 1
clusters: { main: , eu: , us: }
defaults: { channel: releases }
environments:
  staging: { cluster: main }
  production:
    cluster: main
    protected: true
    approval: { groups: [leads] }
    train: { soak: 20m, sideBySide: 3, onFailure: rollback }
    places:
${places}${production}
services:
  checkout: { image: registry.example/checkout${service} }
`;

const rings = `      - { name: internal, namespace: internal, bake: 30m, approval: { required: 2 } }
      - { name: eu, ring: regions, cluster: eu }
      - { name: us, ring: regions, cluster: us, metrics: { kind: scrape } }`;

/** What is wrong with it, with where. */
function wrongIn(written: string): string[] {
  return problemsOf(written).map(({ line, path, message }) => `${line} ${path}: ${message}`);
}

describe('`places` of an environment', () => {
  const catalogue = read(text(rings));
  const at = (environment: string) => targetOf(catalogue, 'checkout', environment);

  it('are targets of their own, each in its cluster and namespace, under the name of the environment', () => {
    expect(environmentsOf(catalogue, 'checkout')).toEqual([
      'staging',
      'production/internal',
      'production/eu',
      'production/us',
    ]);
    expect(at('production/internal')).toMatchObject({ cluster: 'main', namespace: 'internal', protected: true });
    expect(at('production/eu')).toMatchObject({ cluster: 'eu', namespace: 'production' });
    expect(at('production/us')).toMatchObject({ cluster: 'us', namespace: 'production', metrics: { kind: 'scrape' } });
    expect(targetSchema.parse(at('production/us'))).toEqual(at('production/us'));
  });

  it('may be named one by one, or all by their environment', () => {
    expect(destinationsOf(catalogue, 'checkout')).toEqual([
      'staging',
      'production',
      'production/internal',
      'production/eu',
      'production/us',
    ]);
  });

  it('are in rings, one after the other, and those of one ring side by side', () => {
    expect(at('production/internal').place).toEqual({ ring: 0, asks: true });
    expect(at('production/eu').place).toEqual({ ring: 1, asks: false });
    expect(at('production/us').place).toEqual({ ring: 1, asks: false });
    expect(at('staging')).not.toHaveProperty('place');
  });

  it('bake as they say, or as long as a version soaks in their environment', () => {
    const usual = { onFailure: 'rollback', sideBySide: 3 };
    expect(at('production/internal').train).toEqual({ soakMs: 30 * minute, ...usual });
    expect(at('production/eu').train).toEqual({ soakMs: 20 * minute, ...usual });
  });

  it('ask for as many approvals as they say, else as their environment', () => {
    expect(at('production/internal').approval).toMatchObject({ required: 2, groups: ['leads'] });
    expect(at('production/eu').approval).toMatchObject({ required: 1, groups: ['leads'] });
  });

  it('require what their environment requires, and are required by their last', () => {
    expect(at('production/eu').requires).toBe('staging');
    const later = read(text(rings, { production: '\n  world: { cluster: main, namespace: world }' }));
    expect(targetOf(later, 'checkout', 'world').requires).toBe('production/us');
    const named = read(
      text(rings, { production: '\n  world: { cluster: main, namespace: world, requires: production }' }),
    );
    expect(targetOf(named, 'checkout', 'world').requires).toBe('production/us');
  });

  it('may differ for a service, which is only in those that it lists where it lists any', () => {
    const service = `, environments: { production: { places: { eu: { namespace: shop, bake: 0s }, internal: } } }`;
    const listed = read(text(rings, { service }));
    expect(environmentsOf(listed, 'checkout')).toEqual(['production/internal', 'production/eu']);
    expect(targetOf(listed, 'checkout', 'production/eu')).toMatchObject({ namespace: 'shop', train: { soakMs: 0 } });
  });
});

describe('what is wrong with `places`', () => {
  it.each([
    ['none', '      []', /^12 environments.production.places: name at least one place$/],
    ['no name', '      - { cluster: eu }', /^12 environments.production.places\[0\].*name: is missing$/],
    [
      'a name with a slash',
      '      - { name: eu/west }',
      /^12 environments.production.places\[0\].name: a name has lower-case letters/,
    ],
    [
      'the same name twice',
      '      - { name: eu }\n      - { name: eu, cluster: eu }',
      /^13 environments.production.places\[1\].name: 'eu' is the name of another place above: give each its own$/,
    ],
    [
      'an unknown cluster',
      '      - { name: eu, cluster: eu1 }',
      /^12 environments.production.places\[0\].cluster: unknown cluster 'eu1', did you mean 'eu'\? known: /,
    ],
    [
      'the same place twice',
      '      - { name: eu }\n      - { name: us }',
      /^11 environments.production.places: production\/eu and production\/us are the same place for checkout: Deployment checkout in namespace production of cluster main; give them different clusters or namespaces$/,
    ],
    [
      'a ring in two pieces',
      '      - { name: a, ring: one }\n      - { name: b, cluster: eu }\n      - { name: c, cluster: us, ring: one }',
      /^14 environments.production.places\[2\].ring: ring 'one' has places further up: those of one ring must follow each other$/,
    ],
    [
      'an unknown setting',
      '      - { name: eu, baek: 1m }',
      /^12 environments.production.places\[0\].baek: unknown key 'baek', did you mean 'bake'\?/,
    ],
    [
      'a train of its own',
      '      - { name: eu, train: { soak: 1m } }',
      /^12 environments.production.places\[0\].train: unknown key 'train'/,
    ],
    [
      'no approval in a protected environment',
      '      - { name: eu, approval: { required: 0 } }',
      /^8 environments.production.protected: true, but a release of checkout to production needs no approval/,
    ],
  ])('is one line for %s', (_, places, expected) => {
    const found = wrongIn(text(places));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  it('names the places that there are where a service names another', () => {
    const service = ', environments: { production: { places: { ue: } } }';
    expect(wrongIn(text(rings, { service }))).toEqual([
      "16 services.checkout.environments.production.places.ue: unknown place 'ue', did you mean 'eu'? known: eu, internal, us",
    ]);
    expect(wrongIn(text(rings, { service: ', environments: { staging: { places: { eu: } } }' }))).toEqual([
      "16 services.checkout.environments.staging.places.eu: unknown place 'eu': the environment has no `places`",
    ]);
  });

  it('asks for the cluster of each place where several are known and none is named', () => {
    const places = '      - { name: eu, cluster: eu }\n      - { name: us }';
    const found = wrongIn(text(places).replace('    cluster: main\n', ''));
    expect(found).toEqual([
      '12 environments.production.places[1]: cluster is missing; known: main, eu, us, in-cluster',
    ]);
  });
});

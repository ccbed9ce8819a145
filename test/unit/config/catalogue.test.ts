import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  type Catalogue,
  catalogueJsonSchema,
  createCatalogueReader,
  environmentsOf,
  findEnvironment,
  findService,
  findStrategy,
  InvalidCatalogue,
  loadCatalogue,
  renderProblems,
  targetOf,
} from '../../../src/config/index.ts';
import { targetSchema } from '../../../src/domain/target.ts';
import { providerSchemas } from '../../../src/providers/index.ts';
import { stubProviders } from './stub-providers.ts';

const example = new URL('../../../manifests/sluice.example.yaml', import.meta.url).pathname;
const minute = 60_000;

function read(text: string): Catalogue {
  const loaded = createCatalogueReader(stubProviders).parse(text, 'sluice.yaml');
  if (loaded.kind === 'invalid') throw new Error(renderProblems(loaded.problems));
  return loaded.catalogue;
}

describe('the smallest catalogue', () => {
  const catalogue = read(`
version: 1
environments:
  staging:
  production: { protected: true }
services:
  checkout: { image: registry.example/checkout, channel: '#releases' }
`);

  it('has sensible defaults for everything', () => {
    expect(targetOf(catalogue, 'checkout', 'production')).toEqual({
      service: 'checkout',
      environment: 'production',
      cluster: 'in-cluster',
      namespace: 'production',
      channel: 'releases',
      protected: true,
      requires: 'staging',
      workload: { name: 'checkout', container: 'checkout', service: 'checkout', port: 8080 },
      images: { kind: 'oci' },
      incidents: { kind: 'none' },
      repository: 'registry.example/checkout',
      strategy: {
        kind: 'canary',
        steps: [1, 5, 25, 50, 100].map((percent) => ({ percent, bakeMs: 2 * minute })),
      },
      strategies: [
        expect.objectContaining({ kind: 'canary' }),
        { kind: 'rolling', bakeMs: 2 * minute },
        { kind: 'recreate', bakeMs: 2 * minute },
      ],
      router: { kind: 'replicas' },
      metrics: { kind: 'scrape', path: '/metrics' },
      analysis: {
        judge: 'baseline',
        intervalMs: 10_000,
        minRequests: 100,
        maxErrorRatio: 0.01,
        maxLatencyFactor: 2,
        patienceMs: minute,
      },
      approval: {
        required: 1,
        groups: [],
        users: [],
        selfApproval: false,
        expiresMs: 30 * minute,
        remindMs: 10 * minute,
      },
      limits: { readyMs: 10 * minute, holdMs: 30 * minute, pauseMs: 60 * minute, totalMs: 240 * minute },
      mention: [],
      links: {},
    });
  });

  it('asks for no approval and no earlier environment in the first one', () => {
    const staging = targetOf(catalogue, 'checkout', 'staging');
    expect(staging.approval.required).toBe(0);
    expect(staging.requires).toBeNull();
  });
});

describe('a catalogue with settings at every level', () => {
  const catalogue = read(`
version: 1
clusters:
  main: { context: main-eu }
  edge:
defaults:
  channel: releases
  analysis: { interval: 5s, maxErrors: 0.5%, judge: threshold }
  mention: ['@everyone-here', U012AB]
  strategy: gentle
strategies:
  gentle: { kind: canary, steps: [{ percent: 10% }, { percent: 100, bake: 1h30m }] }
  rolling: { kind: rolling, bake: 7m }
environments:
  dev: { cluster: main, approval: { required: 0 } }
  staging: { cluster: main, analysis: { interval: 6s, minRequests: 7 }, traffic: { kind: istio, virtualService: all } }
  production: { cluster: edge, namespace: prod, protected: true, approval: { groups: ['@leads'], users: [U0AB12], required: 2 } }
services:
  checkout:
    image: registry.example/checkout
    workload: { name: shop-checkout, port: 9090 }
    analysis: { interval: 7s, patience: 3m }
    environments:
      staging: { channel: '#quiet', workload: { service: none }, image: mirror.example:5000/checkout }
      production: { analysis: { maxLatency: 1.5x }, strategy: rolling, traffic: { kind: replicas }, namespace: pay }
  search: { image: search }
`);

  it('lets the lower level win: defaults, environment, service, service in the environment', () => {
    const { analysis } = targetOf(catalogue, 'checkout', 'staging');
    expect(analysis).toMatchObject({ judge: 'threshold', maxErrorRatio: 0.005, minRequests: 7, intervalMs: 7000 });
    const production = targetOf(catalogue, 'checkout', 'production');
    expect(production.analysis).toMatchObject({ maxLatencyFactor: 1.5, intervalMs: 7000, patienceMs: 180_000 });
  });

  it('replaces provider settings and strategies as a whole', () => {
    expect(targetOf(catalogue, 'checkout', 'staging').router).toEqual({
      kind: 'istio',
      virtualService: 'all',
      mode: 'hosts',
    });
    expect(targetOf(catalogue, 'checkout', 'production').router).toEqual({ kind: 'replicas' });
    expect(targetOf(catalogue, 'checkout', 'production').strategy).toEqual({ kind: 'rolling', bakeMs: 7 * minute });
    expect(targetOf(catalogue, 'search', 'production').strategy).toEqual({
      kind: 'canary',
      steps: [
        { percent: 10, bakeMs: 2 * minute },
        { percent: 100, bakeMs: 90 * minute },
      ],
    });
  });

  it('takes names and places from the nearest level', () => {
    expect(targetOf(catalogue, 'checkout', 'staging')).toMatchObject({
      cluster: 'main',
      namespace: 'staging',
      channel: 'quiet',
      repository: 'mirror.example:5000/checkout',
      workload: { name: 'shop-checkout', container: 'shop-checkout', service: null, port: 9090 },
      requires: null,
    });
    expect(targetOf(catalogue, 'checkout', 'production')).toMatchObject({
      cluster: 'edge',
      namespace: 'pay',
      requires: 'staging',
    });
    expect(targetOf(catalogue, 'search', 'production')).toMatchObject({
      namespace: 'prod',
      mention: ['@everyone-here', 'U012AB'],
    });
  });

  it('writes groups without and mentions with the @', () => {
    expect(targetOf(catalogue, 'search', 'production').approval).toMatchObject({
      groups: ['leads'],
      users: ['U0AB12'],
      required: 2,
    });
  });

  it('knows the environments of each service in promotion order', () => {
    expect(catalogue.environments.map(({ name }) => name)).toEqual(['dev', 'staging', 'production']);
    expect(environmentsOf(catalogue, 'checkout')).toEqual(['staging', 'production']);
    expect(environmentsOf(catalogue, 'search')).toEqual(['dev', 'staging', 'production']);
    expect(environmentsOf(catalogue, 'nothing')).toEqual([]);
  });

  it('tells how clusters are reached', () => {
    expect(catalogue.clusters).toEqual({
      'in-cluster': { kind: 'in-cluster' },
      main: { kind: 'kubeconfig', kubeconfig: null, context: 'main-eu' },
      edge: { kind: 'kubeconfig', kubeconfig: null, context: 'edge' },
    });
  });

  it('finds by name, and otherwise names the nearest and all', () => {
    const checkout = findService(catalogue, 'checkout');
    expect(checkout.kind).toBe('found');
    expect(findService(catalogue, 'chekout')).toEqual({
      kind: 'unknown',
      nearest: ['checkout'],
      known: ['checkout', 'search'],
    });
    if (checkout.kind !== 'found') return;
    expect(findEnvironment(checkout.value, 'prod')).toMatchObject({ kind: 'unknown', nearest: ['production'] });
    expect(findEnvironment(checkout.value, 'dev')).toMatchObject({ kind: 'unknown', known: ['staging', 'production'] });
    expect(findStrategy(catalogue, 'gentle')).toMatchObject({ kind: 'found', value: { kind: 'canary' } });
    expect(findStrategy(catalogue, 'canry')).toMatchObject({ kind: 'unknown', nearest: ['canary'] });
    expect(() => targetOf(catalogue, 'checkout', 'dev')).toThrow('checkout in dev');
  });

  it('makes targets that a plan may carry', () => {
    for (const { targets } of catalogue.services) {
      for (const target of targets) expect(targetSchema.parse(target)).toEqual(target);
    }
  });
});

describe('the example catalogue', () => {
  it('is valid for Sluice, and for editors by the JSON Schema', async () => {
    const catalogue = await loadCatalogue(example, createCatalogueReader(providerSchemas));
    expect(catalogue.services.map(({ name }) => name)).toEqual(['checkout', 'search', 'mailer']);

    const editors = z.fromJSONSchema(catalogueJsonSchema(providerSchemas) as Parameters<typeof z.fromJSONSchema>[0]);
    const written = parse(readFileSync(example, 'utf8'));
    expect(editors.safeParse(written).error?.issues).toBeUndefined();
    expect(editors.safeParse({ ...written, servces: {} }).success).toBe(false);
    expect(editors.safeParse({ ...written, defaults: { analysis: { interval: 10 } } }).success).toBe(false);
  });

  it('that is not there is told with its path', async () => {
    const loading = loadCatalogue('/nowhere/sluice.yaml', createCatalogueReader(stubProviders));
    await expect(loading).rejects.toThrow(
      new InvalidCatalogue([
        { file: '/nowhere/sluice.yaml', line: null, column: null, path: '', message: 'there is no such file' },
      ]),
    );
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { targetOf } from '../../../src/config/catalogue.ts';
import { builtInStrategies } from '../../../src/config/defaults.ts';
import { createCatalogueReader, InvalidCatalogue, loadCatalogue } from '../../../src/config/load.ts';
import { renderProblems } from '../../../src/config/problems.ts';
import { catalogueJsonSchema } from '../../../src/config/reference.ts';
import { configIn } from '../../../src/providers/family.ts';
import { families } from '../../../src/providers/index.ts';
import { minute, more, read } from './catalogue-text.ts';
import { stubProviders } from './stub-providers.ts';

const example = new URL('../../../manifests/sluice.example.yaml', import.meta.url).pathname;

describe('the smallest catalogue', () => {
  const catalogue = read(`
version: 1
environments:
  staging:
  production: { protected: true, approval: { groups: [leads] } }
services:
  checkout: { image: registry.example/checkout, channel: '#releases' }
`);

  it('has sensible defaults for everything', () => {
    expect(targetOf(catalogue, 'checkout', 'production')).toEqual({
      ...Object.fromEntries(Object.values(families).map(({ member, usual }) => [member, usual])),
      service: 'checkout',
      environment: 'production',
      cluster: 'in-cluster',
      namespace: 'production',
      channel: 'releases',
      protected: true,
      requires: 'staging',
      workload: { name: 'checkout', container: 'checkout', service: 'checkout', port: 8080 },
      repository: 'registry.example/checkout',
      strategy: {
        kind: 'canary',
        steps: [1, 5, 25, 50, 100].map((percent) => ({ percent, bakeMs: 2 * minute })),
      },
      strategies: builtInStrategies.map((kind) => expect.objectContaining({ kind })),
      router: { kind: 'replicas' },
      metrics: { kind: 'scrape', path: '/metrics' },
      analysis: {
        judge: 'baseline',
        intervalMs: 2000,
        minRequests: 100,
        maxErrorRatio: 0.01,
        maxLatencyFactor: 2,
        patienceMs: minute,
      },
      signals: expect.arrayContaining([
        { name: 'errors', source: 'scrape', query: 'requests', unit: 'ratio', judge: 'baseline', limit: 0.01 },
        { name: 'p99', source: 'scrape', query: 'durations', unit: 'seconds', judge: 'baseline', limit: 2 },
      ]),
      approval: {
        required: 1,
        groups: ['leads'],
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

describe('a family of providers', () => {
  it.each(Object.entries(families))('%s is kept with the target: what is said of it is not lost', (key, family) => {
    const settings = JSON.stringify(family.usual);
    const text = more(`defaults: { ${key}: ${settings} }`);
    const loaded = createCatalogueReader(families).parse(text, 'sluice.yaml');
    if (loaded.kind === 'invalid') throw new Error(renderProblems(loaded.problems));
    expect(configIn(family, targetOf(loaded.catalogue, 'checkout', 'production'))).toMatchObject(family.usual);
  });
});

describe('the example catalogue', () => {
  it('is valid for Sluice, and for editors by the JSON Schema', async () => {
    const catalogue = await loadCatalogue(example, createCatalogueReader(families));
    expect(catalogue.services.map(({ name }) => name)).toEqual(['checkout', 'search', 'mailer']);

    const editors = z.fromJSONSchema(catalogueJsonSchema(families) as Parameters<typeof z.fromJSONSchema>[0]);
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

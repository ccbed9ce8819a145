import { describe, expect, it } from 'vitest';
import { environmentsOf, findEnvironment, findService, findStrategy, targetOf } from '../../../src/config/catalogue.ts';
import { targetSchema } from '../../../src/domain/target.ts';
import { minute, read } from './catalogue-text.ts';

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
    analysis: { interval: 7s, patience: 3m, verifyShare: false }
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

  it('says of the comparison of shares only that it is turned off, so that plans of before keep their digest', () => {
    expect(targetOf(catalogue, 'checkout', 'staging').analysis.verifyShare).toBe(false);
    expect(targetOf(catalogue, 'search', 'staging').analysis).not.toHaveProperty('verifyShare');
  });

  it('lists the signals with the judge and the limits of those levels', () => {
    expect(targetOf(catalogue, 'checkout', 'production').signals).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'errors', judge: 'threshold', limit: 0.005 }),
        expect.objectContaining({ name: 'p99', judge: 'threshold', limit: 1.5 }),
      ]),
    );
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
    const all = catalogue.services.flatMap(({ targets }) => targets);
    expect(all).not.toEqual([]);
    for (const target of all) expect(targetSchema.parse(target)).toEqual(target);
  });
});

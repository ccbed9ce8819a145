import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { handBack, ownersOf, ownsAnything } from '../../../src/platform/kube/ownership.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';

const path = ['f:spec', 'f:http'];
const entry = (manager: string, operation: string, fieldsV1: JsonObject, more: JsonObject = {}): JsonObject => ({
  manager,
  operation,
  apiVersion: 'networking.istio.io/v1',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});
const routes = { 'f:spec': { 'f:http': {}, 'f:hosts': {} } };
const hostsOnly = { 'f:spec': { 'f:hosts': {} } };
const sluice = entry('sluice', 'Update', { 'f:spec': { 'f:http': {} } });

function object(...managedFields: JsonObject[]): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'web', managedFields },
    spec: { http: [], hosts: [] },
  };
}

const argo = { manager: 'argocd', operation: 'Apply' as const, apiVersion: 'networking.istio.io/v1' };

describe('owners of a field', () => {
  it('are those who name it, apart from Sluice and from writers of the status', () => {
    const given = object(
      entry('argocd', 'Apply', routes),
      entry('helm', 'Update', hostsOnly),
      entry('istiod', 'Update', routes, { subresource: 'status' }),
      sluice,
    );
    expect(ownersOf(given, path)).toEqual([argo]);
    expect(ownsAnything(given)).toBe(true);
  });
});

describe('handing a field back', () => {
  it('gives it to the entry that its owner still has', () => {
    const back = handBack(object(entry('argocd', 'Apply', hostsOnly), sluice), path, [argo]);

    expect(back.metadata.managedFields).toEqual([entry('argocd', 'Apply', routes)]);
    expect(ownsAnything(back)).toBe(false);
  });

  it('writes the entry anew where the owner had nothing else', () => {
    const back = handBack(object(sluice), path, [argo]);

    expect(back.metadata.managedFields).toEqual([entry('argocd', 'Apply', { 'f:spec': { 'f:http': {} } })]);
  });

  it('leaves it to whoever has taken it meanwhile', () => {
    const taken = entry('kubectl', 'Apply', routes);
    const back = handBack(object(entry('argocd', 'Apply', hostsOnly), taken, sluice), path, [argo]);

    expect(back.metadata.managedFields).toEqual([entry('argocd', 'Apply', hostsOnly), taken]);
  });

  it('does not give away a field that is not there', () => {
    const { spec: _, ...bare } = object(sluice);
    expect(handBack(bare as KubeObject, path, [argo]).metadata.managedFields).toEqual([]);
  });

  it('does nothing on a cluster that keeps no owners', () => {
    const { managedFields: _, ...metadata } = object().metadata;
    const bare = { ...object(), metadata };
    expect(handBack(bare, path, [argo])).toBe(bare);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesOf, renamed, usesOf } from '../../../src/workloads/objects/configuration.ts';
import { changesBetween } from '../../../src/workloads/objects/configuration-content.ts';

const spec = {
  containers: [
    { name: 'app', envFrom: [{ configMapRef: { name: 'a' } }, { secretRef: { name: 's', optional: true } }] },
    { name: 'plain', env: [{ name: 'A', value: 'a' }] },
  ],
  initContainers: [
    { name: 'first', env: [{ name: 'K', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } }] },
  ],
  volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'b', optional: true } }] } }],
  imagePullSecrets: [{ name: 'pull' }],
};

describe('the ConfigMaps and Secrets of a pod template', () => {
  it('are found once each, optional only where they are everywhere', () => {
    expect(usesOf(spec)).toEqual([
      { kind: 'ConfigMap', name: 'a', optional: false },
      { kind: 'Secret', name: 's', optional: true },
      { kind: 'ConfigMap', name: 'b', optional: true },
    ]);
  });

  it('stand in lists that field ownership can name', () => {
    expect(placesOf(spec)).toEqual([
      ['f:containers', 'k:{"name":"app"}', 'f:envFrom'],
      ['f:initContainers', 'k:{"name":"first"}', 'f:env'],
      ['f:volumes'],
    ]);
  });

  it('are all that a change of names changes, and can be changed back', () => {
    const there = renamed(spec, ({ name }) => `${name}-r2`);
    expect(usesOf(there).map(({ name }) => name)).toEqual(['a-r2', 's-r2', 'b-r2']);
    expect(renamed(there, ({ name }) => name.replace(/-r2$/, ''))).toEqual(spec);
    expect(there).toMatchObject({ imagePullSecrets: [{ name: 'pull' }] });
  });

  it('are none in what is no pod template, which stays as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(renamed(value, ({ name }) => name)).toEqual(value);
        expect(usesOf({ volumes: value, containers: value }).map(({ name }) => name)).not.toContain('');
      }),
      { examples: [[{ ['__proto__']: {} }]] },
    );
  });
});

describe('what has changed in a content', () => {
  const of = (kind: string, data: Record<string, string>, binaryData = {}) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x' },
    data,
    binaryData,
  });

  it('is told by the keys of a ConfigMap, and of a Secret only by how many', () => {
    const [old, now] = [
      { A: '1', B: '2', C: '3' },
      { A: '1', B: '4', D: '5' },
    ];
    expect(changesBetween(of('ConfigMap', old), of('ConfigMap', now))).toEqual({ keys: 3, named: ['B', 'C', 'D'] });
    expect(changesBetween(of('Secret', old), of('Secret', now))).toEqual({ keys: 3, named: [] });
  });

  it('is a change though only its sort is another', () => {
    expect(changesBetween(of('ConfigMap', { A: 'AAEC' }), of('ConfigMap', {}, { A: 'AAEC' })).keys).toBe(1);
  });
});

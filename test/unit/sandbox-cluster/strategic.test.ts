import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILTINS } from '../../../sandbox/cluster/model/builtins.ts';
import { applyJsonPatch } from '../../../sandbox/cluster/patch/json-patch.ts';
import { applyMergePatch } from '../../../sandbox/cluster/patch/merge-patch.ts';
import { applyStrategicPatch } from '../../../sandbox/cluster/patch/strategic.ts';
import { typeNamed } from './support.ts';

const deployments = typeNamed('Deployment');
const services = typeNamed('Service');

function withContainers(...containers: object[]) {
  return { spec: { template: { spec: { containers } } } };
}

describe('strategic-merge patch', () => {
  it('merges containers by name, their environment by name and their mounts by path', () => {
    const live = withContainers(
      { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }], volumeMounts: [{ mountPath: '/x', name: 'v' }] },
      { name: 'b', image: 'b:1' },
    );
    const patch = withContainers({
      name: 'a',
      env: [{ name: 'Y', value: '2' }],
      volumeMounts: [{ mountPath: '/x', readOnly: true }],
    });
    expect(applyStrategicPatch(deployments, live, patch)).toEqual(
      withContainers(
        {
          name: 'a',
          image: 'a:1',
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '2' },
          ],
          volumeMounts: [{ mountPath: '/x', name: 'v', readOnly: true }],
        },
        { name: 'b', image: 'b:1' },
      ),
    );
  });

  it('tells service ports apart by their number', () => {
    const live = {
      spec: {
        ports: [
          { port: 80, name: 'http' },
          { port: 443, name: 'https' },
        ],
      },
    };
    const patch = { spec: { ports: [{ port: 443, targetPort: 8443 }] } };
    expect(applyStrategicPatch(services, live, patch)).toEqual({
      spec: {
        ports: [
          { port: 80, name: 'http' },
          { port: 443, name: 'https', targetPort: 8443 },
        ],
      },
    });
  });

  it('obeys $patch: delete, replace and $deleteFromPrimitiveList', () => {
    const live = { metadata: { finalizers: ['a', 'b'] }, ...withContainers({ name: 'a' }, { name: 'b' }) };
    const removed = applyStrategicPatch(deployments, live, {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] },
      ...withContainers({ name: 'b', $patch: 'delete' }),
    });
    expect(removed).toEqual({ metadata: { finalizers: ['b'] }, ...withContainers({ name: 'a' }) });
    const replaced = applyStrategicPatch(deployments, live, withContainers({ $patch: 'replace' }, { name: 'c' }));
    expect(replaced).toMatchObject(withContainers({ name: 'c' }));
  });

  it('orders a list as $setElementOrder says and keeps strangers behind their neighbours', () => {
    const live = withContainers({ name: 'a' }, { name: 'stranger' }, { name: 'b' });
    const patch = {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
            containers: [{ name: 'b', image: 'b:2' }],
          },
        },
      },
    };
    const result = applyStrategicPatch(deployments, live, patch);
    expect(result).toEqual(withContainers({ name: 'b', image: 'b:2' }, { name: 'a' }, { name: 'stranger' }));
  });

  it('refuses an item without its merge key', () => {
    expect(() => applyStrategicPatch(deployments, {}, withContainers({ image: 'x' }))).toThrow('merge key: name');
  });

  it('changes nothing when applied a second time', () => {
    const item = fc.record({ name: fc.constantFrom('a', 'b', 'c'), image: fc.constantFrom('x:1', 'x:2') });
    const list = fc.uniqueArray(item, { selector: (each) => each.name });
    fc.assert(
      fc.property(list, list, (live, patch) => {
        const once = applyStrategicPatch(deployments, withContainers(...live), withContainers(...patch));
        expect(applyStrategicPatch(deployments, once, withContainers(...patch))).toEqual(once);
      }),
    );
  });
});

describe('merge and JSON patch', () => {
  it('a merge patch equals what RFC 7386 shows', () => {
    const live = { title: 'Goodbye!', author: { givenName: 'John', familyName: 'Doe' }, tags: ['example', 'sample'] };
    const patch = { title: 'Hello!', phoneNumber: '1', author: { familyName: null }, tags: ['example'] };
    const expected = { title: 'Hello!', author: { givenName: 'John' }, tags: ['example'], phoneNumber: '1' };
    expect(applyMergePatch(live, patch)).toEqual(expected);
  });

  it('neither kind changes the object it is applied to', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (live, patch) => {
          const before = JSON.stringify(live);
          applyMergePatch(live, patch);
          applyJsonPatch(live, [{ op: 'add', path: '/fresh', value: patch }]);
          expect(JSON.stringify(live)).toBe(before);
        },
      ),
    );
  });

  it('a JSON patch inserts into lists, moves and copies', () => {
    const patch = [
      { op: 'add', path: '/list/1', value: 'x' },
      { op: 'move', from: '/list/0', path: '/first' },
      { op: 'copy', from: '/first', path: '/list/-' },
    ];
    expect(applyJsonPatch({ list: ['a', 'b'] }, patch)).toEqual({ list: ['x', 'b', 'a'], first: 'a' });
    expect(() => applyJsonPatch({ list: [] }, [{ op: 'remove', path: '/list/0' }])).toThrow();
    expect(() => applyJsonPatch({}, [{ op: 'replace', path: '/a', value: 1 }])).toThrow();
  });

  it('knows every built-in kind of a version by one plural', () => {
    const names = BUILTINS.map((type) => `${type.group}/${type.version}/${type.plural}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ownerNotes } from '../../../src/owners/notes.ts';
import { updaters } from '../../../src/owners/updaters/index.ts';
import { lastWriter } from '../../../src/owners/writers.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';

const image = ['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"app"}', 'f:image'];
const deployment = (meta: Pick<KubeObject['metadata'], 'labels' | 'annotations'>, manager = 'kubectl'): KubeObject => {
  const fieldsV1 = image.reduceRight<object>((below, part) => ({ [part]: below }), {});
  const entry = { manager, operation: 'Update', apiVersion: 'apps/v1', time: '2026-11-21T10:00:00Z', fieldsV1 };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', ...meta, managedFields: [entry as never] },
  };
};
const trigger = (more: object = {}, container = 'app') => ({
  annotations: {
    'image.openshift.io/triggers': JSON.stringify([
      {
        from: { kind: 'ImageStreamTag', name: 'checkout:latest' },
        fieldPath: `spec.template.spec.containers[?(@.name=="${container}")].image`,
        ...more,
      },
    ]),
  },
});
const handling = { clones: true, rolls: true };
const notes = (object: KubeObject, field: readonly string[] = image) =>
  ownerNotes({ stable: object, written: [{ object, field, name: 'image' }], autoscalers: [], handling });

it('the record lists every updater that has a file', () => {
  const files = readdirSync(new URL('../../../src/owners/updaters', import.meta.url)).map((file) =>
    file.replace('.ts', ''),
  );
  expect(files.filter((file) => file !== 'index' && file !== 'updater').sort()).toEqual(Object.keys(updaters).sort());
});

it.each([
  [
    'Keel, by an annotation',
    { annotations: { 'keel.sh/policy': 'minor' } },
    /^Keel \(policy minor\) changes the image/,
  ],
  ['Keel, by a label', { labels: { 'keel.sh/policy': 'all' } }, /^Keel \(policy all\)/],
  ['an image trigger', trigger(), /^OpenShift \(ImageStreamTag checkout:latest\) changes the image/],
  ['an image trigger that is not paused', trigger({ paused: 'false', pause: false }), /^OpenShift/],
  [
    'an image trigger of a container by number',
    trigger({ fieldPath: 'spec.template.spec.containers[0].image' }),
    /^Open/,
  ],
])('%s is named before it has ever written', (_what, meta, said) => {
  expect(notes(deployment(meta))).toEqual([
    { severity: 'warn', detail: expect.stringMatching(said), remedy: expect.stringMatching(/^[a-z].*[^.]$/) },
  ]);
});

it.each([
  ['Keel that is told to do nothing', { annotations: { 'keel.sh/policy': 'never' } }],
  ['a trigger that is paused', trigger({ paused: true })],
  ['a trigger that is paused, as the console writes it', trigger({ pause: 'true' })],
  ['a trigger of another container', trigger({}, 'sidecar')],
  ['a trigger that cannot be read', { annotations: { 'image.openshift.io/triggers': '[{' } }],
])('%s is not', (_what, meta) => {
  expect(notes(deployment(meta))).toEqual([]);
});

it('other fields are not theirs', () => {
  expect(notes(deployment(trigger()), ['f:spec', 'f:replicas'])).toEqual([]);
});

it('one that has changed an image back is called by its name, with what to do', () => {
  const written = deployment({ annotations: { 'keel.sh/policy': 'minor' } }, 'keel');
  expect(lastWriter(written, image)).toEqual({
    who: 'Keel (policy minor)',
    remedy: expect.stringContaining('`keel.sh/policy` to `never`'),
  });
  expect(lastWriter(deployment({}, 'keel'), image)).toEqual({ who: 'keel', remedy: null });
});

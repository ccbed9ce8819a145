import { annotations } from '../../../src/domain/names.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { refOf } from '../../support/fake-kube.ts';

/** An object under this mark. */
export const thing = (fence?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'web',
    namespace: 'shop',
    ...(fence === undefined ? {} : { annotations: { [annotations.fence]: fence } }),
  },
  data: { a: '1' },
});
export const ref = refOf(thing());
/** A change of it. */
export const set = (value: string) => (object: KubeObject) => ({ ...object, data: { a: value } });

import { fieldManager, type Kube, KubeError, type KubeObject, type ObjectRef } from '../kube.ts';
import type { Discovery } from './discovery.ts';
import { errorOfAnswer, parseStatus } from './errors.ts';
import type { Http } from './http.ts';
import { nameOf, pathOf, refOf } from './naming.ts';
import { readObject } from './objects.ts';

/** What changes a cluster. */
export function writers({
  http,
  discovery,
}: {
  http: Http;
  discovery: Discovery;
}): Pick<Kube, 'create' | 'replace' | 'dryRun' | 'remove'> {
  async function write(method: 'POST' | 'PUT', ref: ObjectRef, object: KubeObject, dryRun?: 'All') {
    const path = await pathOf(discovery, ref, method === 'PUT');
    const what = `${method === 'PUT' ? 'update' : 'create'} ${nameOf(ref)}`;
    const query = { fieldManager, dryRun, fieldValidation: dryRun && 'Strict' };
    return readObject(await http.json({ method, path, query, body: object, what }), ref);
  }
  return {
    create: (object) => write('POST', refOf(object), object),
    async replace(object) {
      const ref = refOf(object);
      // Without it the API server would overwrite whatever is there.
      if (!object.metadata.resourceVersion) {
        throw new KubeError('invalid', `update ${nameOf(ref)}: metadata.resourceVersion is missing`);
      }
      return write('PUT', ref, object);
    },
    async dryRun(verb, object) {
      const ref = refOf(object);
      const { resourceVersion: _, ...unread } = object.metadata;
      if (verb === 'create') return write('POST', ref, { ...object, metadata: unread }, 'All');
      try {
        return await write('PUT', ref, object, 'All');
      } catch (error) {
        if (!(error instanceof KubeError) || error.kind !== 'conflict') throw error;
        // A custom resource is updated by a version or not at all: by the one that stands.
        const now = await http.json({
          method: 'GET',
          path: await pathOf(discovery, ref, true),
          what: `read ${nameOf(ref)}`,
        });
        const { resourceVersion = '' } = readObject(now, ref).metadata;
        return write('PUT', ref, { ...object, metadata: { ...object.metadata, resourceVersion } }, 'All');
      }
    },
    async remove(ref, options) {
      const path = await pathOf(discovery, ref);
      const what = `delete ${nameOf(ref)}`;
      const body = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: options?.propagation ?? 'Foreground',
        ...(options?.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
      };
      const answer = await http.answer({ method: 'DELETE', path, body, what });
      if (answer.status === 404 && parseStatus(answer.body)?.reason === 'NotFound') return false;
      if (answer.status >= 400) throw errorOfAnswer(what, answer);
      return true;
    },
  };
}

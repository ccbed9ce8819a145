import { type KindRef, KubeError, type KubeObject } from '../kube.ts';
import type { Discovery } from './discovery.ts';
import type { Http } from './http.ts';
import { readPage } from './objects.ts';
import { resourcePath } from './paths.ts';

const pageSize = 500;

/** All objects of a kind, page by page, and the version of the collection from which a watch can follow. */
export async function listAll(
  deps: { http: Http; discovery: Discovery },
  kind: KindRef,
  namespace: string,
  labelSelector: string | undefined,
): Promise<{ objects: KubeObject[]; resourceVersion: string }> {
  const resource = await deps.discovery.resource(kind);
  const path = resourcePath(kind.apiVersion, resource, namespace);
  const what = `list ${resource.plural} in ${namespace}`;

  async function page(limit: number | undefined, continueToken?: string) {
    const query = { labelSelector, limit: limit === undefined ? undefined : String(limit), continue: continueToken };
    return readPage(await deps.http.json({ method: 'GET', path, query, what }), kind);
  }

  let current = await page(pageSize);
  const objects = [...current.objects];
  while (current.continueToken !== null) {
    const next = await page(pageSize, current.continueToken).catch((error: unknown) => {
      if (error instanceof KubeError && error.status === 410) return null;
      throw error;
    });
    if (next === null) {
      // The list grew too old while it was read: once more, in one piece.
      const { objects, resourceVersion } = await page(undefined);
      return { objects, resourceVersion };
    }
    // One by one: a server that takes no limit may send more than a call takes arguments.
    for (const object of next.objects) objects.push(object);
    current = next;
  }
  return { objects, resourceVersion: current.resourceVersion };
}

const eventKind: KindRef = { apiVersion: 'v1', kind: 'Event' };
const mostEvents = 100;

/** One page, whatever the namespace has of them. Throws a KubeError. */
export async function listEvents(
  { http, discovery }: { http: Http; discovery: Discovery },
  { namespace, uid }: { namespace: string; uid: string },
): Promise<KubeObject[]> {
  if (!/^[\w-]+$/.test(uid)) throw new KubeError('invalid', `"${uid}" is not the uid of an object`);
  const path = resourcePath(eventKind.apiVersion, await discovery.resource(eventKind), namespace);
  const query = { fieldSelector: `involvedObject.uid=${uid}`, limit: String(mostEvents) };
  const what = `list events in ${namespace}`;
  return readPage(await http.json({ method: 'GET', path, query, what }), eventKind).objects;
}

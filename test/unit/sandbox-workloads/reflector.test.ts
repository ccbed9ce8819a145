import { afterEach, describe, expect, it, vi } from 'vitest';
import { type KubeClient, KubeError } from '../../../sandbox/workloads/kube-client.ts';
import { serviceSchema } from '../../../sandbox/workloads/objects.ts';
import { type Reflector, reflect } from '../../../sandbox/workloads/reflector.ts';

const path = '/api/v1/services';
const soon = { timeout: 15_000, interval: 10 };
const service = (name: string, version: string, selector = { app: name }) => ({
  metadata: { name, namespace: 'shop', uid: name, resourceVersion: version },
  spec: { selector },
});
const bookmark = (version: string) => ({ type: 'BOOKMARK', object: { metadata: { resourceVersion: version } } });

/** A server that answers lists and watches from a script, one entry per call; then it hangs. */
function scripted(lists: (object | KubeError)[], watches: (object[] | KubeError)[]) {
  const asked: string[] = [];
  const left = { lists: [...lists], watches: [...watches] };
  const kube: Pick<KubeClient, 'get' | 'watch'> = {
    async get(url) {
      asked.push(`list ${url}`);
      const answer = left.lists.shift() ?? new Error('no more lists in the script');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async *watch(url, signal) {
      asked.push(`watch ${new URL(url, 'https://cluster').searchParams.get('resourceVersion')}`);
      const lines = left.watches.shift();
      if (lines instanceof Error) throw lines;
      if (lines !== undefined) {
        yield* lines;
        return;
      }
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  return { kube: kube as KubeClient, asked };
}

const listOf = (version: string, ...items: object[]) => ({ metadata: { resourceVersion: version }, items });

let reflector: Reflector<unknown> | undefined;
afterEach(() => reflector?.stop());

async function given(lists: (object | KubeError)[], watches: (object[] | KubeError)[]) {
  const server = scripted(lists, watches);
  const kept = await reflect(server.kube, path, serviceSchema);
  reflector = kept;
  const names = () => [...kept.all()].map(({ metadata }) => metadata.name);
  return { ...server, kept, names, watched: () => server.asked.filter((call) => call.startsWith('watch')) };
}

describe('a copy of a collection', () => {
  it('is the list, then what the watch brings', async () => {
    const { kept, names } = await given(
      [listOf('5', service('a', '1'), service('b', '2'))],
      [
        [
          { type: 'MODIFIED', object: service('a', '6', { app: 'other' }) },
          { type: 'DELETED', object: service('b', '7') },
          { type: 'ADDED', object: service('c', '8') },
        ],
      ],
    );
    await vi.waitFor(() => expect(names()).toEqual(['a', 'c']), soon);
    expect(kept.get('shop', 'a')?.spec?.selector).toEqual({ app: 'other' });
    expect(kept.generation).toBeGreaterThanOrEqual(5);
  });

  it('goes on after a dropped watch from the last version seen, bookmarks included', async () => {
    const { watched } = await given(
      [listOf('5')],
      [[{ type: 'ADDED', object: service('a', '6') }], [bookmark('40')], new KubeError('GET', path, 503, 'busy')],
    );
    await vi.waitFor(() => expect(watched()).toEqual(['watch 5', 'watch 6', 'watch 40', 'watch 40']), soon);
  });

  it.each([
    ['an answer', new KubeError('GET', path, 410, 'too old')],
    ['an event', [{ type: 'ERROR', object: { code: 410 } }]],
  ])('is listed afresh when its version has expired, told by %s', async (_, expired) => {
    const { names, watched } = await given(
      [listOf('5', service('a', '1'), service('b', '2')), listOf('90', service('b', '2'))],
      [expired],
    );
    await vi.waitFor(() => expect(watched()).toEqual(['watch 5', 'watch 90']), soon);
    expect(names()).toEqual(['b']);
  });

  it('is empty for a kind that the server does not know, until it does', async () => {
    const { names, kept } = await given(
      [new KubeError('GET', path, 404, 'no such kind'), listOf('3', service('a', '1'))],
      [],
    );
    expect([...kept.all()]).toEqual([]);
    await vi.waitFor(() => expect(names()).toEqual(['a']), soon);
  });

  it('keeps what it has of a kind that the server does not know for a while, as when it has just started', async () => {
    const unknown = new KubeError('GET', path, 404, 'no such kind');
    const { kube, asked } = scripted(
      [listOf('5', service('a', '1')), unknown, listOf('9', service('b', '8'))],
      [unknown],
    );
    const lists = () => asked.filter((call) => call.startsWith('list')).length;
    const gone: number[] = [];
    reflector = await reflect(kube, path, serviceSchema, { absent: () => gone.push(lists()) });
    await vi.waitFor(() => expect(gone).not.toEqual([]), soon);
    expect(gone).toEqual([3]);
  });

  it('leaves out an object that cannot be read, and keeps the others', async () => {
    const { names } = await given([listOf('5', { metadata: { name: 7 } }, service('a', '1'))], []);
    expect(names()).toEqual(['a']);
  });

  it('fails at once when even the first list is refused', async () => {
    const { kube } = scripted([new KubeError('GET', path, 403, 'forbidden')], []);
    await expect(reflect(kube, path, serviceSchema)).rejects.toThrow('403');
  });
});

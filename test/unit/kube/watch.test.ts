import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Api, type Asked, object, ref, send, startApi } from './api-server.ts';

let api: Api;
const stop: AbortController[] = [];
afterEach(async () => {
  for (const each of stop.splice(0)) each.abort();
  await api.close();
});

const line = (type: string, name: string, version: string) =>
  `${JSON.stringify({ type, object: object(name, version) })}\n`;
const expired = `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } })}\n`;
const list = (...names: string[]) => ({
  metadata: { resourceVersion: '10' },
  items: names.map((name) => object(name)),
});

/** Follows the config maps; each watch request is answered by the next of `watches`, the last one hangs. */
async function follow(
  watches: ((response: ServerResponse, asked: Asked) => void)[],
  lists = [list('a')],
  watchMs = 60_000,
) {
  const left = [...watches];
  const lefts = [...lists];
  const notes: string[] = [];
  const changed = new EventTarget();
  const note = (text: string) => {
    notes.push(text);
    changed.dispatchEvent(new Event('note'));
  };
  api = await startApi(
    (asked, response) => {
      if (asked.query.get('watch') === null) return send(response, 200, lefts.length > 1 ? lefts.shift() : lefts[0]);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      const next = left.shift();
      return next?.(response, asked);
    },
    { clock: { now: Date.now, sleep: async () => undefined }, watchMs },
  );
  const until = (text: string, times = 1) =>
    new Promise<void>((resolve) => {
      const look = () => notes.filter((each) => each.includes(text)).length >= times && resolve();
      changed.addEventListener('note', look);
      look();
    });
  const abort = new AbortController();
  stop.push(abort);
  const handlers = {
    synced: (objects: { metadata: { name: string } }[]) => note(`synced ${objects.map((each) => each.metadata.name)}`),
    changed(each: { kind: string; metadata: { name: string } }) {
      note(`changed ${each.kind} ${each.metadata.name}`);
      if (each.metadata.name === 'bomb') throw new Error('handler broke');
    },
    removed: (each: { metadata: { name: string } }) => note(`removed ${each.metadata.name}`),
    broken: (error: Error) => note(`broken ${error.message}`),
  };
  api.kube.watch(ref, 'shop', 'app=web', handlers, abort.signal);
  const versions = () =>
    api.asked.filter((each) => each.query.get('watch')).map((each) => each.query.get('resourceVersion'));
  return { notes, until, abort, versions };
}

describe('a watch', () => {
  it('puts lines together however they are cut, and fills in the kind', async () => {
    const watch = await follow([
      (response) => {
        const text = Buffer.from(
          line('ADDED', 'b', '11').replace('"b"', '"b","annotations":{"who":"Zoë"}') + line('DELETED', 'a', '12'),
        );
        for (const byte of text) response.write(Buffer.from([byte]));
      },
    ]);
    await watch.until('removed a');

    expect(watch.notes).toEqual(['synced a', 'changed ConfigMap b', 'removed a']);
    expect(api.asked[1]?.query.get('allowWatchBookmarks')).toBe('true');
    expect(api.asked[1]?.query.get('labelSelector')).toBe('app=web');
  });

  it('goes on from the last version, bookmarks included, when the server ends it', async () => {
    const watch = await follow([
      (response) => response.end(line('MODIFIED', 'a', '11') + line('BOOKMARK', '', '40')),
      (response) => response.write(line('MODIFIED', 'a', '41')),
    ]);
    await watch.until('changed', 2);

    expect(watch.versions()).toEqual(['10', '40']);
    expect(watch.notes.filter((each) => each.startsWith('synced'))).toHaveLength(1);
  });

  it('goes on from the last version when the connection breaks, and says so', async () => {
    const watch = await follow([
      (response) => response.write(line('MODIFIED', 'a', '11'), () => response.socket?.destroy()),
      (response) => response.write(line('MODIFIED', 'a', '12')),
    ]);
    await watch.until('changed', 2);

    expect(watch.versions()).toEqual(['10', '11']);
    expect(watch.notes).toContainEqual(expect.stringMatching(/^broken watch configmaps in shop/));
  });

  it('lists afresh, without a fuss, when its version is too old', async () => {
    const watch = await follow(
      [(response) => response.end(expired), (response) => response.write(line('MODIFIED', 'c', '11'))],
      [list('a'), list('b', 'c')],
    );
    await watch.until('changed ConfigMap c');

    expect(watch.notes).toEqual(['synced a', 'synced b,c', 'changed ConfigMap c']);
  });

  it('bears a line that makes no sense, and lists afresh afterwards to learn what it was', async () => {
    const watch = await follow(
      [
        (response) => response.end(`{"type":"ADD\n${line('ADDED', 'b', '11')}`),
        (response) => response.write(line('ADDED', 'd', '12')),
      ],
      [list('a'), list('a', 'b', 'c')],
    );
    await watch.until('changed ConfigMap d');

    expect(watch.notes).toEqual([
      'synced a',
      'broken a line of the watch of ConfigMap makes no sense',
      'changed ConfigMap b',
      'synced a,b,c',
      'changed ConfigMap d',
    ]);
  });

  it('notices silence, and comes back', async () => {
    const watch = await follow(
      [() => undefined, (response) => response.write(line('ADDED', 'b', '11'))],
      [list('a')],
      40,
    );
    await watch.until('changed ConfigMap b');

    expect(watch.notes).toContain('broken watch configmaps in shop: went silent');
  });

  it('survives a handler that throws', async () => {
    const watch = await follow([(response) => response.write(line('ADDED', 'bomb', '11') + line('ADDED', 'b', '12'))]);
    await watch.until('changed ConfigMap b');

    expect(watch.notes).toContain('broken handler broke');
  });

  it('ends when it is told to, without a word', async () => {
    const closed = Promise.withResolvers<void>();
    const watch = await follow([(response) => response.on('close', () => closed.resolve())]);
    await watch.until('synced');
    while (watch.versions().length === 0) await new Promise((resolve) => setImmediate(resolve));
    watch.abort.abort();
    await closed.promise;

    expect(watch.notes).toEqual(['synced a']);
  });
});

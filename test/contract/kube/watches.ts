import { expect, it } from 'vitest';
import type { WatchHandlers } from '../../../src/platform/kube.ts';
import { patchObject } from '../../support/patch-object.ts';
import type { Stage } from './stage.ts';

/** Watches: what they tell, in which order, and until when. */
export function watchSuite(stage: Stage): void {
  const { config, refTo } = stage;

  it('follows a kind: the list first, then each change until it is told to stop', async () => {
    const before = await stage.kube.create(config({}, { watched: 'yes' }));
    const seen: string[] = [];
    const events = new EventTarget();
    const note = (text: string) => {
      seen.push(text);
      events.dispatchEvent(new Event('note'));
    };
    const until = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => seen.includes(text) && resolve();
        events.addEventListener('note', look);
        look();
      });
    const handlers: WatchHandlers = {
      synced: (objects) => note(`synced ${objects.map((object) => object.metadata.name).join()}`),
      changed: (object) => note(`changed ${object.kind} ${object.metadata.name} ${JSON.stringify(object['data'])}`),
      removed: (object) => note(`removed ${object.metadata.name}`),
      broken: (error) => note(`broken ${error.message}`),
    };
    const stop = new AbortController();
    stage.kube.watch({ apiVersion: 'v1', kind: 'ConfigMap' }, stage.namespace, 'watched=yes', handlers, stop.signal);
    await until(`synced ${before.metadata.name}`);

    const { name } = before.metadata;
    await patchObject(stage.kube, refTo(before), { data: { a: 'new' } });
    await until(`changed ConfigMap ${name} {"a":"new"}`);
    await stage.kube.create(config());
    await stage.kube.remove(refTo(before), { propagation: 'Background' });
    await until(`removed ${name}`);

    stop.abort();
    await stage.kube.create(config({}, { watched: 'yes' }));
    expect(seen).toEqual([`synced ${name}`, `changed ConfigMap ${name} {"a":"new"}`, `removed ${name}`]);
  });
}

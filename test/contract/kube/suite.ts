import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../src/platform/kube.ts';
import { failure, kubeStage, type Setup } from './stage.ts';
import { watchSuite } from './watches.ts';
import { writeSuite } from './writes.ts';

/** What every implementation of the port must do, the one in memory as well as the one over HTTPS. */
export function kubeContract(name: string, start: () => Promise<Setup>): void {
  describe(`Kube: ${name}`, () => {
    const stage = kubeStage(start);
    const { config, refTo } = stage;

    it('creates, reads and finds an object, and says null for one that is not there', async () => {
      const wanted = config();
      const created = await stage.kube.create(wanted);

      expect(created.metadata.uid).toBeTruthy();
      expect(await stage.kube.get(refTo(wanted))).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } });
      expect(await stage.kube.get({ ...refTo(wanted), name: 'nobody' })).toBeNull();
    });

    it('lists by label, with kind and version on every object', async () => {
      const red = config({}, { colour: 'red', round: 'yes' });
      const blue = config({}, { colour: 'blue' });
      await stage.kube.create(red);
      await stage.kube.create(blue);

      const found = async (selector: string) =>
        (await stage.kube.list({ apiVersion: 'v1', kind: 'ConfigMap' }, stage.namespace, selector)).map((object) => [
          object.apiVersion,
          object.kind,
          object.metadata.name,
        ]);

      expect(await found('colour=red')).toEqual([['v1', 'ConfigMap', red.metadata.name]]);
      expect(await found('colour in (red,blue),!round')).toEqual([['v1', 'ConfigMap', blue.metadata.name]]);
      expect(await found('colour=green')).toEqual([]);
    });

    it('lists what was said of one object, and of no other', async () => {
      const { namespace } = stage;
      const about = (name: string, uid: string) => ({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace },
        involvedObject: { kind: 'Pod', namespace, name: 'web-1', uid },
        type: 'Warning',
        reason: 'FailedMount',
        message: name,
      });
      await stage.kube.create(about('mine', 'c3f5a1d2-0000-4000-8000-000000000001'));
      await stage.kube.create(about('theirs', 'c3f5a1d2-0000-4000-8000-000000000002'));
      const found = await stage.kube.listEvents({ namespace, uid: 'c3f5a1d2-0000-4000-8000-000000000001' });
      expect(found).toMatchObject([{ kind: 'Event', reason: 'FailedMount', message: 'mine' }]);
      expect(await stage.kube.listEvents({ namespace, uid: 'nobody' })).toEqual([]);
    });

    it('says so when the cluster does not know a kind', async () => {
      const ref = { apiVersion: 'nowhere.example/v1', kind: 'Unicorn', namespace: stage.namespace, name: 'u' };

      await expect(stage.kube.get(ref)).rejects.toEqual(failure('not-found'));
      await expect(stage.kube.list(ref, stage.namespace)).rejects.toThrow(/does not know the kind Unicorn/);
    });

    it('answers whether something is allowed', async () => {
      const access = { verb: 'patch', group: 'apps', resource: 'deployments', namespace: stage.namespace };
      expect(await stage.kube.canI(access)).toBe(true);
    });

    it('gives errors that say what was tried', async () => {
      const created = await stage.kube.create(config());
      const gone = { ...created, metadata: { ...created.metadata, name: 'gone' } };
      const error = await stage.kube.replace(gone).catch((caught) => caught);
      expect(error).toBeInstanceOf(KubeError);
      expect(error.message).toContain('gone');
      expect(error.retryable).toBe(false);
    });

    writeSuite(stage);
    watchSuite(stage);
  });
}

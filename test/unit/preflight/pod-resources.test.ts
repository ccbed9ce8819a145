import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';
import { asking, quota, range } from '../../support/preflight-sizes.ts';

describe('what a pod asks for, as a quota counts it', () => {
  it('counts init containers, sidecars and overhead as Kubernetes does', () => {
    const cpu = (amount: string) => ({ resources: { requests: { cpu: amount } } });
    const initContainers = [
      { name: 'migrate', image: 'a:1', ...cpu('2') },
      { name: 'proxy', image: 'a:1', restartPolicy: 'Always', ...cpu('500m') },
    ];
    const options = asking({ cpu: '1' }, {}, { initContainers, overhead: { cpu: '250m' } });
    const said = found(sceneWith({ ...options, spec: { replicas: 1 } }), [quota({ cpu: '2' }, {})]);
    // Kubernetes' default lets no pod of a single one be missing, so the rollout needs another.
    expect(said.join()).toContain('cpu: 4500m needed');
  });

  it.each(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'])(
    'of %s takes no pod of which one container has none',
    (name) => {
      const [, kind = 'requests', amount = name] = /^(requests|limits)\.(.*)$/.exec(name) ?? [];
      const pod = {
        containers: [
          { name: 'app', image: 'a:1', resources: { [kind]: { [amount]: '1' } } },
          { name: 'proxy', image: 'a:1' },
        ],
      };
      for (const strategy of ['canary', 'rolling', 'recreate']) {
        const said = found(sceneWith({ pod, strategy }), [quota({ [name]: '90Gi' }, {})]);
        expect(said.join()).toMatch(/^refuse: ResourceQuota compute lets no new pod .* \(container proxy: no /);
        expect(said.join()).toContain(`no ${name}`);
      }
      const usual = range({ type: 'Container', default: { [amount]: '1' } });
      expect(found(sceneWith({ pod }), [quota({ [name]: '90Gi' }, { [name]: '1' }), usual])).toEqual([]);
    },
  );

  it('goes by what is written for the pod as a whole', () => {
    const pod = (amounts: object) => ({ pod: { containers: [{ name: 'app', image: 'a:1' }], resources: amounts } });
    const whole = pod({ requests: { cpu: '2' }, limits: { cpu: '3', memory: '1Gi' } });
    const scene = sceneWith({ ...whole, spec: { replicas: 1 } });
    for (const name of ['requests.cpu', 'cpu', 'limits.cpu', 'requests.memory', 'limits.memory']) {
      expect(found(scene, [quota({ [name]: '90Gi' }, { [name]: '0' })]), name).toEqual([]);
    }
    expect(found(scene, [quota({ cpu: '1' }, {})]).join()).toContain('cpu: 4 needed, 1 left');
    expect(found(scene, [quota({ 'requests.memory': '1Gi' }, {})]).join()).toContain('2Gi needed');
  });

  it('counts huge pages under their own name', () => {
    const scene = sceneWith(asking({}, { 'hugepages-2Mi': '4Mi' }));
    const said = found(scene, [quota({ 'hugepages-2Mi': '12Mi' }, { 'hugepages-2Mi': '12Mi' })]);
    expect(said.join()).toContain('hugepages-2Mi: 12Mi needed, 0 left');
  });

  it('of other things does not demand them', () => {
    const hard = { 'requests.nvidia.com/gpu': '4', 'limits.ephemeral-storage': '1Gi', pods: '20' };
    expect(found(sceneWith(asking({})), [quota(hard, { pods: '3' })])).toEqual([]);
    const workers = [quota({ 'limits.cpu': '4' }, {}, { scopes: ['Terminating'] })];
    expect(found(sceneWith(asking({})), workers)).toEqual([]);
  });

  it('counts what the namespace gives a container that asks for nothing', () => {
    const usual = range({ type: 'Container', default: { memory: '1Gi' }, defaultRequest: { memory: '512Mi' } });
    const hard = { 'requests.memory': '1Gi' };
    expect(found(sceneWith(asking({})), [quota(hard, {}), usual]).join()).toContain('1.5Gi needed, 1Gi left');
  });
});

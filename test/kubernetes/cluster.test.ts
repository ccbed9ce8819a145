import { afterAll, beforeAll, describe } from 'vitest';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import { clusterSuite } from '../contract/cluster/suite.ts';
import type { ClusterTarget } from '../contract/cluster/target.ts';
import { subjects } from '../contract/workloads/subjects.ts';
import { workloadSuite } from '../contract/workloads/suite.ts';
import { startAutoscaledKubernetes } from '../support/kubernetes/autoscaled.ts';
import { installIstio } from '../support/kubernetes/istio.ts';
import type { RealKubernetes } from '../support/kubernetes/server.ts';

const rbac = 'rbac.authorization.k8s.io';
const rules = [
  { verbs: ['get', 'list', 'watch'], apiGroups: ['apps'], resources: ['deployments'] },
  { verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments/scale'] },
];

describe('a real cluster', () => {
  let server: RealKubernetes;
  let target: ClusterTarget;
  beforeAll(async () => {
    let cpu = 0;
    server = await startAutoscaledKubernetes(() => cpu, { users: ['reader'] });
    await installIstio(server.kubeconfig());
    const kube = connectKube(server.kubeconfig());
    await kube.post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'real-node' } });
    const role = { apiVersion: `${rbac}/v1`, metadata: { name: 'reader' } };
    await kube.post(`/apis/${rbac}/v1/clusterroles`, { ...role, kind: 'ClusterRole', rules });
    await kube.post(`/apis/${rbac}/v1/clusterrolebindings`, {
      ...role,
      kind: 'ClusterRoleBinding',
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'reader' },
      subjects: [{ apiGroup: rbac, kind: 'User', name: 'reader' }],
    });
    await kube.close();
    target = {
      kubeconfig: server.kubeconfig(),
      nodeName: 'real-node',
      restricted: { kubeconfig: server.kubeconfig('reader'), name: 'reader' },
      capabilities: {
        trafficResources: true,
        useCpu: (millicores) => {
          cpu = millicores;
        },
      },
    };
  });
  afterAll(() => server.close());
  clusterSuite(() => target);
  for (const subject of Object.values(subjects)) workloadSuite(() => target, subject);
});

import { type AdmissionPolicy, createCluster } from '../../../sandbox/cluster/index.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { type AdmissionWorld, admissionContract, type Rule } from './admission.ts';
import { preflightContract } from './suite.ts';

const kinds: Record<Rule['resource'], string> = {
  deployments: 'Deployment',
  services: 'Service',
  pods: 'Pod',
  virtualservices: 'VirtualService',
  configmaps: 'ConfigMap',
};

async function start(): Promise<AdmissionWorld> {
  const namespace = 'shop';
  const rules = [
    { verbs: ['get'], apiGroups: ['apps'], resources: ['deployments'], namespaces: [namespace] },
    { verbs: ['get'], resources: ['services'], namespaces: [namespace] },
  ];
  const cluster = await createCluster({ users: { stranger: { rules } } });
  cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const clusters = createClusters({
    admin: { inline: cluster.kubeconfig() },
    stranger: { inline: cluster.kubeconfig('stranger') },
  });
  return {
    kube: clusters('admin'),
    stranger: () => clusters('stranger'),
    namespace,
    async enforce({ name, resource, allows, message }) {
      const review: AdmissionPolicy['review'] = (object) => (allows(object) ? object : { denied: message });
      const end = cluster.admission.add({ name, binding: name, kinds: [kinds[resource]], review });
      return async () => end();
    },
    async breakWebhook(name) {
      const end = cluster.admission.add({ name, kinds: ['Service'], down: true, review: (object) => object });
      return async () => end();
    },
    async close() {
      await clusters.close();
      await cluster.close();
    },
  };
}

preflightContract('on the sandbox cluster', start);
admissionContract('on the sandbox cluster', start);

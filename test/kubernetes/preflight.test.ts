import { createClusters } from '../../src/platform/kube/index.ts';
import type { Kube, KubeObject } from '../../src/platform/kube.ts';
import { type AdmissionWorld, admissionContract, type Rule } from '../contract/preflight/admission.ts';
import { preflightContract } from '../contract/preflight/suite.ts';
import { installIstio } from '../support/kubernetes/istio.ts';
import { startKubernetes } from '../support/kubernetes/server.ts';

async function start(): Promise<AdmissionWorld> {
  const server = await startKubernetes({ users: ['stranger'] });
  await installIstio(server.kubeconfig());
  const clusters = createClusters({
    real: { inline: server.kubeconfig() },
    stranger: { inline: server.kubeconfig('stranger') },
  });
  const kube = clusters('real');
  const namespace = 'preflight';
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const rules = [
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
    { apiGroups: [''], resources: ['services'], verbs: ['get'] },
  ];
  const metadata = { name: 'looks', namespace };
  const rbac = 'rbac.authorization.k8s.io';
  await kube.create({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules });
  await kube.create({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'looks' },
    subjects: [{ apiGroup: rbac, kind: 'User', name: 'stranger' }],
  });
  return {
    kube,
    stranger: () => clusters('stranger'),
    namespace,
    enforce: ({ name, resource, expression, message }) =>
      within(kube, [
        cluster(`${admission}/v1`, 'ValidatingAdmissionPolicy', name, {
          failurePolicy: 'Fail',
          matchConstraints: { resourceRules: [rule(resource)] },
          validations: [{ expression, message }],
        }),
        cluster(`${admission}/v1`, 'ValidatingAdmissionPolicyBinding', name, {
          policyName: name,
          validationActions: ['Deny'],
          matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
        }),
      ]),
    breakWebhook: (name) =>
      within(kube, [
        {
          apiVersion: `${admission}/v1`,
          kind: 'ValidatingWebhookConfiguration',
          metadata: { name },
          webhooks: [
            {
              name,
              rules: [rule('services')],
              clientConfig: { url: 'https://127.0.0.1:9/' },
              sideEffects: 'None',
              admissionReviewVersions: ['v1'],
              failurePolicy: 'Fail',
            },
          ],
        },
      ]),
    async close() {
      await clusters.close();
      await server.close();
    },
  };
}

const admission = 'admissionregistration.k8s.io';

function cluster(apiVersion: string, kind: string, name: string, spec: object): KubeObject {
  return { apiVersion, kind, metadata: { name }, spec };
}

const groups: Record<Rule['resource'], string> = {
  deployments: 'apps',
  services: '',
  pods: '',
  virtualservices: 'networking.istio.io',
  configmaps: '',
};

function rule(resource: Rule['resource']) {
  const apiGroups = [groups[resource]];
  return { apiGroups, apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: [resource] };
}

/** In force until the returned function is called. */
async function within(kube: Kube, objects: readonly KubeObject[]): Promise<() => Promise<void>> {
  for (const object of objects) await kube.create(object);
  return async () => {
    for (const { apiVersion, kind, metadata } of objects) {
      await kube.remove({ apiVersion, kind, namespace: '', name: metadata.name });
    }
  };
}

preflightContract('on a real API server', start);
admissionContract('on a real API server', start);

import { createFakeKube } from '../../support/fake-kube.ts';
import { kubeContract } from './suite.ts';

kubeContract('in memory', async () => ({
  kube: createFakeKube({ unknown: ['nowhere.example/v1'] }),
  namespace: 'contract',
  close: async () => undefined,
}));

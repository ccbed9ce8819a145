import { defaultWorld, type World } from '../../sandbox/workloads/index.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';

/** One service is enough, so that several worlds can be played at the same time. */
export const onlyCheckout: World = {
  ...defaultWorld,
  services: defaultWorld.services
    .filter(({ name }) => name === 'checkout')
    .map((checkout) => ({
      ...checkout,
      runs: {
        staging: { version: '2.4.0', replicas: 2, rps: 100, peakRps: 100 },
        production: { version: '2.4.0', replicas: 2, rps: 100, peakRps: 100 },
      },
    })),
};

/** Two stages have every kind of step, and take less of everybody's time than five. */
export function fewerStages(catalogue: string): string {
  return catalogue.replace(/^ +- \{ percent: (1|5|50), .*\n/gm, '');
}

/** Resolves when every Deployment has all its pods ready. */
export async function allAvailable({ cluster }: SandboxWorld): Promise<void> {
  const unready = () =>
    cluster.objects.list('deployments').filter((deployment) => {
      const { spec, status } = deployment as { spec?: { replicas?: number }; status?: { readyReplicas?: number } };
      return (status?.readyReplicas ?? 0) < (spec?.replicas ?? 1);
    });
  while (unready().length > 0) {
    const [first] = unready();
    await cluster.objects.waitFor('deployments', (object) => {
      const { spec, status } = object as { spec?: { replicas?: number }; status?: { readyReplicas?: number } };
      return object.metadata.uid === first?.metadata.uid && (status?.readyReplicas ?? 0) >= (spec?.replicas ?? 1);
    });
  }
}

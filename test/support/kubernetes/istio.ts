import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { connectKube } from '../../../sandbox/workloads/kube-client.ts';
import { contourDefinitions } from './contour-program.ts';
import { gatewayDefinitions, istioDefinitions } from './programs.ts';

const wanted = ['virtualservices', 'destinationrules'].map((plural) => `${plural}.networking.istio.io`);
const patienceMs = 60_000;
const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Has a server know Istio's routes, by the definitions that Istio publishes. */
export async function installIstio(kubeconfig: string): Promise<void> {
  await install(kubeconfig, await istioDefinitions(), (name) => wanted.includes(name));
}

/** Has a server know the Gateway API, by the definitions that it publishes. */
export async function installGatewayApi(kubeconfig: string): Promise<void> {
  await install(kubeconfig, await gatewayDefinitions(), () => true);
}

/** Has a server know the resources of Contour's own. */
export async function installContour(kubeconfig: string): Promise<void> {
  await install(kubeconfig, await contourDefinitions(), () => true);
}

async function install(kubeconfig: string, definitions: string, isWanted: (name: string) => boolean): Promise<void> {
  const kube = connectKube(kubeconfig);
  try {
    const all = parseAllDocuments(definitions).flatMap((each) => each.toJS() ?? []);
    const some = all.filter(({ kind, metadata }) => kind === 'CustomResourceDefinition' && isWanted(metadata.name));
    for (const definition of some) await kube.post(path, definition);
    for (const { metadata } of some) await established(() => kube.get(`${path}/${metadata.name}`));
  } finally {
    await kube.close();
  }
}

/** A definition is served a moment after it was made, and says so. */
async function established(read: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const { status } = (await read()) as { status?: { conditions?: { type: string; status: string }[] } };
    if (status?.conditions?.some((each) => each.type === 'Established' && each.status === 'True')) return;
    if (performance.now() > until) throw new Error(`no definition is served within ${patienceMs} ms`);
    await sleep(50);
  }
}

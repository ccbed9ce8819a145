import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { connectKube } from '../../../sandbox/workloads/kube-client.ts';
import { istioDefinitions } from './programs.ts';

const wanted = ['virtualservices', 'destinationrules'].map((plural) => `${plural}.networking.istio.io`);
const patienceMs = 60_000;
const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Has a server know Istio's routes, by the definitions that Istio publishes. */
export async function installIstio(kubeconfig: string): Promise<void> {
  const kube = connectKube(kubeconfig);
  try {
    const all = parseAllDocuments(await istioDefinitions()).map((each) => each.toJS());
    for (const definition of all.filter((each) => wanted.includes(each?.metadata?.name))) {
      await kube.post(path, definition);
    }
    for (const name of wanted) await established(() => kube.get(`${path}/${name}`));
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

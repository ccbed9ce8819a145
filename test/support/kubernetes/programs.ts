import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goPrograms } from './go-programs.ts';

/** As in go.mod; a server tells it. */
const version = 'v1.36.1';
const istio = 'istio.io/api@v1.31.1';
const gatewayApi = 'sigs.k8s.io/gateway-api@v1.6.3';

/** The parts of a Kubernetes that has an API and controllers, but no machines; and what its users type. */
const packages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
} as const;

export type Name = keyof typeof packages;

const programs = goPrograms({
  title: `kubernetes-${version}`,
  modules: fileURLToPath(new URL('../../kubernetes/programs', import.meta.url)),
  packages,
  ldflags: `-s -w -X k8s.io/component-base/version.gitVersion=${version}`,
});

/** `npm run test:kubernetes` builds them first. */
export const { pathOf, areBuilt, goIsThere, build } = programs;

/** The definitions of Istio's resources, as Istio publishes them (YAML documents). */
export async function istioDefinitions(): Promise<string> {
  return readFile(join(await folderOf(istio), 'kubernetes', 'customresourcedefinitions.gen.yaml'), 'utf8');
}

/** Those of the Gateway API that are no experiment (YAML documents). */
export async function gatewayDefinitions(): Promise<string> {
  const folder = join(await folderOf(gatewayApi), 'config', 'crd', 'standard');
  const files = (await readdir(folder)).filter((name) => name.startsWith('gateway.networking.k8s.io_'));
  const texts = await Promise.all(files.sort().map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n---\n');
}

async function folderOf(module: string): Promise<string> {
  return (JSON.parse(await programs.go('mod', 'download', '-json', module)) as { Dir: string }).Dir;
}

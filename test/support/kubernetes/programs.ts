import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goPrograms } from './go-programs.ts';

/** As in go.mod; a server tells it. */
const version = 'v1.36.1';
const istio = 'istio.io/api@v1.31.1';

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
  const { Dir } = JSON.parse(await programs.go('mod', 'download', '-json', istio)) as { Dir: string };
  return readFile(join(Dir, 'kubernetes', 'customresourcedefinitions.gen.yaml'), 'utf8');
}

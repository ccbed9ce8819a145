import { argoCd } from './argo-cd.ts';
import { configSync } from './config-sync.ts';
import { crossplane } from './crossplane.ts';
import { fleet } from './fleet.ts';
import { fluxHelm } from './flux-helm.ts';
import { fluxKustomize } from './flux-kustomize.ts';
import { helm } from './helm.ts';
import { kapp } from './kapp.ts';
import { operator } from './operator.ts';
import { pulumi } from './pulumi.ts';
import { terraform } from './terraform.ts';
import type { GitOpsTool } from './tool.ts';

/** By file. The first that recognizes an object counts: Flux and Fleet install charts with Helm's own marks. */
export const gitOpsTools = {
  'argo-cd': argoCd,
  'flux-kustomize': fluxKustomize,
  'flux-helm': fluxHelm,
  'config-sync': configSync,
  fleet,
  kapp,
  crossplane,
  operator,
  pulumi,
  terraform,
  helm,
} as const satisfies Record<string, GitOpsTool>;

import { argoCd } from './argo-cd.ts';
import { fluxHelm } from './flux-helm.ts';
import { fluxKustomize } from './flux-kustomize.ts';
import { helm } from './helm.ts';
import type { GitOpsTool } from './tool.ts';

/** By file. The first that recognizes an object counts: Flux installs charts with Helm's own marks. */
export const gitOpsTools = {
  'argo-cd': argoCd,
  'flux-kustomize': fluxKustomize,
  'flux-helm': fluxHelm,
  helm,
} as const satisfies Record<string, GitOpsTool>;

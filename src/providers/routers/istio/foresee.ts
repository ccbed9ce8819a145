import { candidateService } from '../../../domain/names.ts';
import type { PreflightFinding } from '../../../domain/preflight.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube } from '../../../platform/kube.ts';
import { hostRuleRef, type IstioConfig } from '../kinds/istio.ts';
import { hasFence } from '../table/undo.ts';
import { type HostRules, readHostRules } from './host-rule.ts';

const bind = 'bind the current ClusterRole sluice-releaser there: manifests/kubernetes/rbac';

/** What the DestinationRules of the namespace mean for a release that gives the candidate a host of its own. */
export async function foreseeIstio(kube: Kube, config: IstioConfig, target: Target): Promise<PreflightFinding[]> {
  const ref = hostRuleRef(config, target);
  if (!ref || !target.workload.service) return [];
  const rules = await readHostRules(kube, config, target);
  if (rules === null) {
    const detail = `Whether a DestinationRule holds for the host ${target.workload.service}, which the candidate's would need as well, can't be told: Sluice may not list them in ${target.namespace}`;
    return [{ severity: 'warn', detail, remedy: bind }];
  }
  const found = inRules(rules, target);
  if (rules.copy === null || (await mayMakeRules(kube, target))) return found;
  const detail = `DestinationRule ${rules.stable[0]} must hold for ${ref.name} as well, and Sluice may not create one in ${target.namespace}`;
  return [...found, { severity: 'refuse', detail, remedy: bind }];
}

function inRules({ stable, copy, ambiguous, taken }: HostRules, target: Target): PreflightFinding[] {
  const findings: PreflightFinding[] = [];
  const candidate = candidateService(target);
  if (copy !== null && taken !== null && !hasFence(taken)) {
    const detail = `DestinationRule ${candidate} exists already and is not for the host ${candidate}: the candidate's rule needs that name`;
    findings.push({ severity: 'refuse', detail, remedy: 'rename it' });
  }
  if (stable.length > 1) {
    const detail = `Several DestinationRules are for the host ${target.workload.service} (${stable.join(', ')}): Istio merges those with the same exportTo and workloadSelector, the oldest first, and so does the candidate's rule`;
    findings.push({ severity: 'warn', detail, remedy: 'make one rule of them' });
  }
  if (ambiguous) {
    const detail = `The routes lead to several subsets of DestinationRule ${stable[0]} with policies of their own: none of these holds for the candidate`;
    findings.push({
      severity: 'warn',
      detail,
      remedy: 'write what all of them need into the policy of the rule itself',
    });
  }
  return findings;
}

async function mayMakeRules(kube: Kube, { namespace }: Target): Promise<boolean> {
  const access = { group: 'networking.istio.io', resource: 'destinationrules', namespace };
  const may = await Promise.all(['create', 'delete'].map((verb) => kube.canI({ ...access, verb })));
  return may.every(Boolean);
}

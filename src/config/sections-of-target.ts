import {
  type ApprovalPolicy,
  type ProviderConfig,
  type Target,
  usualRestarts,
  type WhileReleasing,
} from '../domain/target.ts';
import { usualKind, workloadKinds } from '../workloads/index.ts';
import { builtIn } from './defaults.ts';
import { type CatalogueFile, familiesOf, type Layer, ofEach, type ProviderSchemas } from './schema.ts';
import { analysisSection, approvalSection, limitsSection } from './sections.ts';
import { spelledOut } from './signal-settings.ts';

/** The defaults at the bottom, parsed from the catalogue's own words. */
export function bottom(providers: ProviderSchemas) {
  return {
    ...ofEach(providers, ({ schema, usual }) => schema.parse(usual) as ProviderConfig),
    families: familiesOf(providers),
    analysis: analysisSection(providers.metrics.usualIntervals)
      .required()
      .omit({ interval: true })
      .parse(builtIn.analysis),
    approval: approvalSection.required().omit({ required: true, rollback: true }).parse(builtIn.approval),
    limits: limitsSection.required().parse(builtIn.limits),
    usualIntervalMs: providers.metrics.usualIntervalMs,
    answers: providers.metrics.answers,
  };
}
export type Bottom = ReturnType<typeof bottom>;

type Workload = NonNullable<CatalogueFile['services'][string]['workload']>;

export function workloadOf(service: string, said: Workload): Target['workload'] {
  const name = said.name ?? service;
  return {
    ...kindNamed(said.kind),
    name,
    container: said.container ?? name,
    ...(said.containers && { containers: said.containers }),
    service: said.service === 'none' ? null : (said.service ?? name),
    port: said.port ?? builtIn.port,
  };
}

/** As targets name it; left out where it is the usual one, as in all older logs. */
function kindNamed(kind: Workload['kind']): Pick<Target['workload'], 'kind'> {
  const [found] = Object.entries(workloadKinds).find(([, each]) => each.kind === kind) ?? [];
  return found === undefined || found === usualKind ? {} : { kind: found };
}

export function analysisOf(
  said: Bottom['analysis'] & { interval?: number },
  usualIntervalMs: () => number,
): Target['analysis'] {
  return {
    judge: said.judge,
    intervalMs: said.interval ?? usualIntervalMs(),
    minRequests: said.minRequests,
    ...spelledOut(said),
    patienceMs: said.patience,
    ...restartsOf(said),
    ...(said.verifyShare ? {} : { verifyShare: false }),
  };
}

/** Left out where it is as usual, so that plans of before keep their digest. */
function restartsOf({
  startRestarts: starting,
  restarts: running,
}: Bottom['analysis']): Pick<Target['analysis'], 'restarts'> {
  const isUsual = starting === usualRestarts.starting && running === usualRestarts.running;
  return isUsual ? {} : { restarts: { starting, running } };
}

type SaidOfApproval = Bottom['approval'] & Pick<NonNullable<Layer['approval']>, 'required' | 'rollback'>;

export function approvalOf(said: SaidOfApproval, isProtected: boolean): ApprovalPolicy {
  return {
    required: said.required ?? builtIn.required[isProtected ? 'protected' : 'open'],
    groups: said.groups,
    users: said.users,
    selfApproval: said.selfApproval,
    expiresMs: said.expires,
    remindMs: said.remind,
    ...(said.rollback && { rollback: said.rollback }),
  };
}

/**
 * How long things may take, and what becomes of requests that come meanwhile. Where nothing waits, it is left out, so that plans of
 * before keep their digest.
 */
export function paceOf(
  said: Bottom['limits'],
  policy: WhileReleasing = builtIn.whileReleasing,
): Pick<Target, 'limits' | 'whileReleasing'> {
  const limits = { readyMs: said.ready, holdMs: said.hold, pauseMs: said.pause, totalMs: said.total };
  return policy === 'refuse' ? { limits } : { whileReleasing: policy, limits: { ...limits, queueMs: said.queue } };
}

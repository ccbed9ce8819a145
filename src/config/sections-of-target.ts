import { type ApprovalPolicy, type ProviderConfig, type Target, usualRestarts } from '../domain/target.ts';
import { builtIn } from './defaults.ts';
import { type CatalogueFile, familiesOf, ofEach, type ProviderSchemas } from './schema.ts';
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
    approval: approvalSection.required().omit({ required: true }).parse(builtIn.approval),
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
    name,
    container: said.container ?? name,
    ...(said.containers && { containers: said.containers }),
    service: said.service === 'none' ? null : (said.service ?? name),
    port: said.port ?? builtIn.port,
  };
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

export function approvalOf(said: Bottom['approval'] & { required?: number }, isProtected: boolean): ApprovalPolicy {
  return {
    required: said.required ?? builtIn.required[isProtected ? 'protected' : 'open'],
    groups: said.groups,
    users: said.users,
    selfApproval: said.selfApproval,
    expiresMs: said.expires,
    remindMs: said.remind,
  };
}

export function limitsOf(said: Bottom['limits']): Target['limits'] {
  return { readyMs: said.ready, holdMs: said.hold, pauseMs: said.pause, totalMs: said.total };
}

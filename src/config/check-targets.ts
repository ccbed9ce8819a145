import { environmentOf } from '../domain/place.ts';
import type { Target } from '../domain/target.ts';
import { chosen } from '../providers/family.ts';
import { families } from '../providers/index.ts';
import { kindOfStrategy } from '../strategies/make-plan.ts';
import { unsuited } from '../strategies/suits.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';
import type { Catalogue } from './catalogue.ts';
import { flagProblems } from './flag-problems.ts';
import type { ConfigProblem } from './issues.ts';
import { formatDuration } from './units.ts';

/** What is only wrong between services, or between settings that are each right by themselves. */
export function checkTargets(catalogue: Catalogue): ConfigProblem[] {
  const targets = catalogue.services.flatMap((service) => service.targets);
  return [
    ...sharedWorkloads(targets),
    ...targets.flatMap(unfit),
    ...targets.flatMap(tooShort),
    ...targets.flatMap((target) => flagProblems(target, finestIn, countsRequests)),
    ...targets.flatMap(uncountable),
    ...withoutApprovers(targets),
  ];
}

/** Two services on one workload would release over each other: the lock is per service. */
function sharedWorkloads(targets: readonly Target[]): ConfigProblem[] {
  const seen = new Map<string, Target>();
  return targets.flatMap((target): ConfigProblem[] => {
    const key = JSON.stringify([target.cluster, target.namespace, stableTitle(target)]);
    const other = seen.get(key);
    if (other === undefined) {
      seen.set(key, target);
      return [];
    }
    const what = `${stableTitle(target)} in namespace ${target.namespace} of cluster ${target.cluster}`;
    if (other.service === target.service && environmentOf(other.environment) === environmentOf(target.environment)) {
      const twice = `${other.environment} and ${target.environment} are the same place for ${target.service}: ${what}; give them different clusters or namespaces`;
      return [{ path: ['environments', environmentOf(target.environment), 'places'], message: twice, at: 'key' }];
    }
    const message = `is also released by ${other.service} in ${other.environment}: ${what}`;
    return [{ path: ['services', target.service], message, at: 'key' }];
  });
}

/** The strategy of a target is one that its workload can never be released by. */
function unfit(target: Target): ConfigProblem[] {
  const never = unsuited(target.strategy, kindOf(target), stableTitle(target));
  if (never === null) return [];
  const message = `in ${target.environment} ${never.detail}; ${never.remedy} (\`strategy\`)`;
  return [{ path: ['services', target.service], message, at: 'key' }];
}

/** A protected environment that anybody, or nobody, may let a release into is none. Told once for each environment. */
function withoutApprovers(targets: readonly Target[]): ConfigProblem[] {
  const found = new Map<string, ConfigProblem & { services: string[] }>();
  for (const target of targets) {
    const why = approversMissing(target);
    if (why === null) continue;
    const { service } = target;
    const environment = environmentOf(target.environment);
    const key = JSON.stringify([environment, why]);
    const path = target.protected ? ['environments', environment, 'protected'] : ['services', service];
    const services = found.get(key)?.services ?? [];
    const all = services.includes(service) ? services : [...services, service];
    const message = `${target.protected ? 'true, but ' : ''}a release of ${all.join(', ')} to ${environment} ${why}`;
    found.set(key, { path, message, at: target.protected ? 'value' : 'key', services: all });
  }
  return [...found.values()].map(({ path, message, at }) => ({ path, message, at }));
}

/** Why nobody in particular, or too few people, may approve; null where all is well. */
function approversMissing({ protected: isProtected, approval }: Target): string | null {
  const { required, groups, users } = approval;
  const named = new Set(users).size;
  if (isProtected && required === 0) return 'needs no approval: say approval.required: 1 or more';
  if (isProtected && groups.length + named === 0)
    return 'may be approved by anyone: name approval.groups or approval.users';
  if (groups.length === 0 && named > 0 && named < required)
    return `needs ${required} approvals, and only ${named} may approve: name more approval.users, or a group`;
  return null;
}

/** The smallest difference of percentages that a target's flag service can keep; null where it has none. */
function finestIn(flags: Target['flags']): number | null {
  return (flags && chosen(families.flags.kinds, flags)?.kind.finest?.percentage) ?? null;
}

function countsRequests(source: Target['metrics']): boolean {
  const found = chosen(families.metrics.kinds, source);
  return found === null || found.kind.answers(found.config).includes('requests');
}

/** What an A/B test of a target is to compare, and its source of figures cannot count. */
function uncountable({
  service,
  environment,
  strategy,
  strategies,
  releaseFlags = [],
  metrics,
}: Target): ConfigProblem[] {
  const source = chosen(families.metrics.kinds, metrics);
  const tested = releaseFlags.flatMap(({ segments = [], steps }) => [...segments, ...steps]);
  const goals = [
    ...[strategy, ...strategies].flatMap((each) => kindOfStrategy(each).goal(each) ?? []),
    ...tested.flatMap(({ test }) => test?.goal ?? []),
  ];
  const [first] = goals.flatMap(({ name, successes, visits }) => {
    const why = [successes, visits].flatMap((counter) => (counter && source?.kind.cannotCount(counter)) ?? [])[0];
    return why === undefined ? [] : [{ name, why }];
  });
  if (!first) return [];
  const message = `in ${environment} ${first.name} cannot be compared (\`goal\`): \`metrics\` there is of kind ${metrics.kind}, which ${first.why}`;
  return [{ path: ['services', service], message, at: 'key' }];
}

function tooShort(target: Target): ConfigProblem[] {
  const { strategy, limits, releaseFlags = [] } = target;
  const flagsMs = releaseFlags
    .flatMap(({ segments = [], steps }) => [...segments, ...steps])
    .reduce((sum, step) => sum + step.bakeMs, 0);
  const bakeMs = kindOfStrategy(strategy).bakeMs(strategy) + flagsMs;
  if (bakeMs < limits.totalMs) return [];
  const message = `in ${target.environment} the bake times add up to ${formatDuration(bakeMs)}, but limits.total is ${formatDuration(limits.totalMs)}`;
  return [{ path: ['services', target.service], message, at: 'key' }];
}

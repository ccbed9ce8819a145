import { findEnvironment, findService, findStrategy, type ServiceEntry } from '../config/catalogue.ts';
import type { GateResult } from '../domain/gate.ts';
import { canonicalJson } from '../domain/json.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal, RefusalCode } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { checkGates } from '../gates/index.ts';
import { sha256 } from '../platform/digest.ts';
import { KubeError } from '../platform/kube.ts';
import { makePlan } from '../strategies/index.ts';
import type { RequestDeps } from './deps.ts';
import { chooseEnvironment } from './environment.ts';
import { runningImage } from './running.ts';
import { lookAtTarget, versionOf } from './snapshot.ts';

/** A request before it has a release: which environment may still be open. */
export type Ask = Omit<Request, 'environment'> & { environment: string | null };

/** What would happen, and what the gates say of it; nothing has been changed. */
export type Draft =
  | { kind: 'drafted'; request: Request; plan: Plan; digest: string; gates: GateResult[]; refusal: Refusal | null }
  | { kind: 'refused'; refusal: Refusal };

/** Request → gates → plan. Reads the cluster, the registry and the log; writes nothing. */
export async function draft(deps: RequestDeps, ask: Ask): Promise<Draft> {
  const place = await locate(deps, ask);
  if (place.kind === 'refused') return place;
  const { target, strategy } = place;
  const request: Request = { ...ask, environment: target.environment };
  const [look, resolved] = await Promise.all([
    lookAtTarget(deps.clusters, target),
    deps.imagesOf(target.images).resolve(target.repository, ask.version),
  ]);
  if (look.kind === 'refused') return look;
  const known = { service: target.service, environment: target.environment, version: ask.version };
  if (resolved.kind === 'failed') return refused('registry-unreachable', { ...known, detail: resolved.detail });
  if (resolved.kind === 'unknown') return refused('unknown-version', known, resolved.nearest);
  const unfit = await unfitness(deps, target, strategy, look.snapshot.replicas);
  if (unfit) return { kind: 'refused', refusal: unfit };

  const from = versionOf(look.snapshot.image);
  const { version, image, commit } = resolved.image;
  const to = { version, image, ...(commit ? { commit } : {}) };
  const router = deps.routerOf(target.router);
  const plan = makePlan({ target, strategy, snapshot: look.snapshot, from, to, precision: router.traits.precision });
  const gateDeps = {
    store: deps.store,
    runningImage: (service: string, environment: string) => runningImage(deps, service, environment),
    groupMembers: (handle: string) => deps.people.membersOf(handle),
  };
  const gates = await checkGates(gateDeps, { request, target, from, to });
  return {
    kind: 'drafted',
    request,
    plan,
    digest: sha256(canonicalJson(plan)),
    gates,
    refusal: firstBlock(gates, plan),
  };
}

type Place = { kind: 'placed'; target: Target; strategy: Strategy } | { kind: 'refused'; refusal: Refusal };

async function locate(deps: RequestDeps, ask: Ask): Promise<Place> {
  const catalogue = deps.catalogue();
  const service = findService(catalogue, ask.service);
  if (service.kind === 'unknown') {
    return refused(
      'unknown-service',
      {
        service: ask.service,
        version: ask.version,
        ...(ask.environment && { environment: ask.environment }),
        known: service.known.join(', '),
      },
      service.nearest,
    );
  }
  const environment = ask.environment ?? (await chooseEnvironment(deps, service.value, ask.version));
  const found = findEnvironment(service.value, environment);
  if (found.kind === 'unknown') {
    return refused(
      'unknown-environment',
      { service: ask.service, version: ask.version, environment, known: found.known.join(', ') },
      found.nearest,
    );
  }
  return chooseStrategy(deps, service.value, found.value, ask);
}

function chooseStrategy(deps: RequestDeps, service: ServiceEntry, target: Target, ask: Ask): Place {
  if (!ask.strategy) return { kind: 'placed', target, strategy: target.strategy };
  const found = findStrategy(deps.catalogue(), ask.strategy);
  if (found.kind === 'found') return { kind: 'placed', target, strategy: found.value };
  const facts = {
    service: service.name,
    version: ask.version,
    environment: target.environment,
    strategy: ask.strategy,
    known: found.known.join(', '),
  };
  return refused('unknown-strategy', facts, found.nearest);
}

/** What makes the workload or its route unfit for this strategy. */
async function unfitness(
  deps: RequestDeps,
  target: Target,
  strategy: Strategy,
  replicas: number,
): Promise<Refusal | null> {
  const facts = { service: target.service, environment: target.environment, cluster: target.cluster };
  if (strategy.kind !== 'canary') return null;
  if (replicas === 0) {
    return {
      code: 'workload-unfit',
      facts: {
        ...facts,
        detail: `Deployment ${target.workload.name} is scaled to 0: there is nothing to compare with`,
      },
    };
  }
  try {
    const detail = await deps.routerOf(target.router).check(target);
    return detail ? { code: 'route-missing', facts: { ...facts, detail } } : null;
  } catch (error) {
    if (error instanceof KubeError) return { code: 'cluster-unreachable', facts: { ...facts, detail: error.message } };
    throw error;
  }
}

function firstBlock(gates: readonly GateResult[], plan: Plan): Refusal | null {
  const blocked = gates.find((gate) => gate.answer === 'block');
  if (!blocked) return null;
  const { service, environment, requires } = plan.target;
  const facts = {
    service,
    environment,
    version: plan.to.version,
    from: plan.from.version,
    requires: requires ?? '',
    detail: blocked.detail,
  };
  return { code: blocked.code as RefusalCode, facts };
}

function refused(
  code: RefusalCode,
  facts: Record<string, string>,
  suggestions?: string[],
): { kind: 'refused'; refusal: Refusal } {
  return { kind: 'refused', refusal: { code, facts, ...(suggestions ? { suggestions } : {}) } };
}

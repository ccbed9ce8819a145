import type { Action } from '../../src/actions/index.ts';
import { signalsOf } from '../../src/analysis/signals/of-target.ts';
import { type Plan, planFormat, type Step } from '../../src/domain/plan.ts';
import type { Target } from '../../src/domain/target.ts';

export const MINUTE = 60_000;

type Overrides<T> = { [K in keyof T]?: T[K] };

/** checkout in production: a canary that the payments leads must approve. */
export function exampleTarget(overrides: Overrides<Target> = {}): Target {
  const target: Target = {
    service: 'checkout',
    environment: 'production',
    cluster: 'eu-1',
    namespace: 'shop',
    channel: 'C0CHECKOUT',
    protected: true,
    requires: 'staging',
    workload: { name: 'checkout', container: 'app', service: 'checkout', port: 8080 },
    images: { kind: 'oci' },
    repository: 'registry.example/checkout',
    strategy: { kind: 'canary', steps: [1, 5, 25, 50, 100].map((percent) => ({ percent, bakeMs: 2 * MINUTE })) },
    strategies: [],
    router: { kind: 'istio', virtualService: 'checkout' },
    metrics: { kind: 'scrape' },
    analysis: {
      judge: 'baseline',
      intervalMs: 2000,
      minRequests: 50,
      maxErrorRatio: 0.01,
      maxLatencyFactor: 2,
      patienceMs: MINUTE,
    },
    approval: {
      required: 1,
      groups: ['payments-leads'],
      users: [],
      selfApproval: false,
      expiresMs: 30 * MINUTE,
      remindMs: 10 * MINUTE,
    },
    limits: { readyMs: 2 * MINUTE, holdMs: 10 * MINUTE, pauseMs: 30 * MINUTE, totalMs: 120 * MINUTE },
    mention: ['@oncall-payments'],
    links: {
      diff: 'https://git.example/{service}/compare/{from}...{to}',
      dashboard: 'https://graphs.example/{service}?env={environment}',
      logs: 'https://logs.example/{service}/{to}',
    },
    ...overrides,
  };
  return { ...target, signals: [...signalsOf(target)] };
}

function step(action: Action, undo: Action[] = [], watched = true): Step {
  return { action, undo, deadlineMs: 2 * MINUTE, watched };
}

/** The steps of a canary with a traffic router, as a strategy plans them. */
export function canarySteps(percents: readonly number[], bakeMs: number, from: string, to: string): Step[] {
  const restore: Action = { kind: 'traffic.restore', replicas: 4 };
  const remove: Action = { kind: 'candidate.remove' };
  return [
    step({ kind: 'route.prepare' }, [{ kind: 'route.clean' }], false),
    step({ kind: 'candidate.start', replicas: 1 }, [remove]),
    ...percents.flatMap((percent, index) => [
      ...(index > 1 ? [step({ kind: 'candidate.scale', replicas: index }, [remove])] : []),
      step({ kind: 'traffic.shift', percent, replicas: Math.max(1, index) }, [restore]),
      step({ kind: 'bake', percent, forMs: bakeMs }),
    ]),
    step({ kind: 'workload.update', image: to, replicas: 4 }, [{ kind: 'workload.update', image: from, replicas: 4 }]),
    step(restore),
    step(remove, [], false),
    step({ kind: 'route.clean' }, [], false),
    step({ kind: 'verify.clean' }, [], false),
  ];
}

export interface PlanOptions {
  from?: string;
  to?: string;
  target?: Overrides<Target>;
  percents?: readonly number[];
  notes?: string[];
}

/** A plan from one version of checkout to another. */
export function examplePlan(options: PlanOptions = {}): Plan {
  const { from = '2.4.0', to = '2.4.1', percents = [1, 5, 25, 50, 100] } = options;
  const target = exampleTarget(options.target);
  const image = (version: string) => `${target.repository}:${version}@sha256:${'4be1'.repeat(15)}0a9f`;
  return {
    format: planFormat,
    strategy: 'canary',
    target,
    from: { version: from, image: image(from) },
    to: { version: to, image: image(to) },
    replicas: 4,
    runningSince: Date.UTC(2026, 10, 17, 14, 2),
    steps: canarySteps(percents, 2 * MINUTE, image(from), image(to)),
    estimateMs: percents.length * 2 * MINUTE + 2 * MINUTE,
    notes: options.notes ?? [],
  };
}

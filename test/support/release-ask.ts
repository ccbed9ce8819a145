import type { EventOf } from '../../src/domain/events.ts';
import type { GateResult } from '../../src/domain/gate.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Person } from '../../src/domain/request.ts';
import type { PartOf } from '../../src/domain/train.ts';
import { aoi } from './people.ts';
import type { PlanOptions } from './release-plan.ts';

/** The digest of a story's plan. */
export const digest = '7c21'.repeat(16);

/** What is different from a release that aoi asks for. */
export interface StoryOptions extends PlanOptions {
  plan?: Plan;
  reason?: string | null;
  by?: Person;
  gates?: GateResult[];
  partOf?: PartOf;
  /** Milliseconds since the epoch. */
  startsAt?: number;
}

const passed = (gate: string, label: string): GateResult => ({
  gate,
  answer: 'pass',
  code: 'ok',
  label,
  detail: label,
});

/** The first event of release 142: this plan is asked for. @param at ms since the epoch */
export function asked(plan: Plan, at: number, options: StoryOptions): EventOf<'requested'> {
  const { service, environment, channel } = plan.target;
  const { by = aoi, reason = 'new tax rules, JIRA-812', partOf } = options;
  const request = { by, service, version: plan.to.version, environment, strategy: null, reason };
  return {
    type: 'requested',
    at,
    id: 'rel_142',
    number: 142,
    request: { ...request, key: 'k1', channel, backwards: false, ...(partOf && { partOf }) },
    plan,
    digest,
    gates: options.gates ?? [passed('tests', 'tests (CI #4411)'), passed('promotion', 'staging since yesterday')],
  };
}

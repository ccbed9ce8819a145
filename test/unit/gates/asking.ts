import type { GateAnswer } from '../../../src/domain/gate.ts';
import type { ApprovalPolicy } from '../../../src/domain/target.ts';
import type { Version } from '../../../src/domain/version.ts';
import type { GateAsk, Seen } from '../../../src/gates/gate.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';

/** What is otherwise about the ask. */
export interface Change {
  from?: string;
  to?: string;
  backwards?: boolean;
  requires?: string | null;
  approval?: Partial<ApprovalPolicy>;
  underWay?: boolean;
}

const version = (name: string): Version => ({ version: name, image: `registry.example/checkout:${name}` });

/** Aoi asks for checkout 2.4.1 where 2.4.0 runs in production. */
export function asking({
  from = '2.4.0',
  to = '2.4.1',
  backwards = false,
  requires = 'staging',
  approval,
  underWay = false,
}: Change = {}): GateAsk {
  const target = exampleTarget({ requires });
  return {
    request: exampleRequest({ version: to, backwards }),
    target: { ...target, approval: { ...target.approval, ...approval } },
    from: version(from),
    to: version(to),
    underWay,
  };
}

export const seen = <T>(facts: T): Seen<T> => ({ kind: 'seen', facts });
/** What a refusal says was asked for. */
export const asked = { service: 'checkout', environment: 'production', version: '2.4.1' };
export const pass = (gate: string, label: string): GateAnswer => ({ gate, answer: 'pass', label });

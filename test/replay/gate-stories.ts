import type { GateResult } from '../../src/domain/gate.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Gates } from '../../src/gates/ask.ts';
import { mika } from '../support/people.ts';
import type { Stage, StageOptions } from './stage.ts';

type Answer = GateResult['answer'];

const words: Record<Answer, Omit<GateResult, 'gate' | 'answer'>> = {
  pass: { code: 'ok', label: 'was released to staging', detail: '' },
  block: {
    code: 'not-promoted',
    label: 'rolled back in staging',
    detail: '2.4.1 was rolled back in staging',
    remedy: 'release it to staging first',
  },
  'needs-person': { code: 'ok', label: 'outside hours', detail: 'it is Friday evening', remedy: 'wait until Monday' },
  unknown: {
    code: 'gate-unknown',
    label: "can't look at staging",
    detail: "can't look at staging: timeout after 5 s",
  },
};

/** A gate that is asked at every point and answers in this order, the last for ever; and how often it was asked. */
export function scripted(...script: [Answer, ...Answer[]]): Gates & { asked(): number } {
  let asked = 0;
  return {
    asks: (points) => points.some((point) => point !== 'request'),
    async ask() {
      const answer = script[Math.min(asked, script.length - 1)] ?? script[0];
      asked += 1;
      return [{ gate: 'promoted', answer, ...words[answer] }];
    },
    asked: () => asked,
  };
}

type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => () => Promise<Stage>;

const twoApprovals = (plan: Plan): Plan => ({
  ...plan,
  target: { ...plan.target, approval: { ...plan.target.approval, required: 2 } },
});

/** Releases whose gates are asked again, by the name of their recording. */
export function gateStories(approved: Approved, options: Pick<StageOptions, 'strategy'>) {
  const toTheEnd = (gates: Gates, more: Partial<StageOptions> = {}) =>
    approved({ ...options, gates, ...more }, (stage) => stage.run());
  return {
    'gates-unknown-then-passed': toTheEnd(scripted('unknown', 'unknown', 'unknown', 'pass')),
    'gates-blocked-at-start': toTheEnd(scripted('block')),
    'gates-blocked-between-approvals': toTheEnd(scripted('block'), { plan: twoApprovals }),
    'gates-held-in-step-and-passed': toTheEnd(scripted('pass', 'needs-person', 'needs-person', 'unknown', 'pass')),
    'gates-held-in-step-and-went-on': approved(
      { ...options, gates: scripted('pass', 'needs-person', 'pass') },
      async (stage) => {
        await stage.until(({ hold }) => hold?.code === 'gate');
        await stage.says('hold-go', mika);
        await stage.run();
      },
    ),
  };
}

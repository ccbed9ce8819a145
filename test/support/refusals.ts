import fc from 'fast-check';
import { controlNames } from '../../src/domain/controls/index.ts';
import { outcomes, type Refusal, type RefusalCode, type RefusalFacts } from '../../src/domain/reasons.ts';

type Facts = { [C in RefusalCode]: fc.Arbitrary<RefusalFacts[C]> };

/** Any facts of every code: a code or a fact that is missing here does not compile. @param text whatever a text may be */
function factsOf(text: fc.Arbitrary<string>): Facts {
  const texts = fc.array(text, { maxLength: 12 });
  const number = fc.integer({ min: 1 });
  const place = { service: text, environment: text };
  const asked = { ...place, version: text };
  const listed = { known: texts, suggestions: texts };
  const steered = { number, place: fc.option(fc.record(place)) };
  const approvable = { number, approvers: texts };
  return {
    'unknown-service': fc.record({ ...listed, service: text, version: text, environment: fc.option(text) }),
    'unknown-set': fc.record({ ...listed, set: text, environment: fc.option(text) }),
    'set-unneeded': fc.record({ set: text, environment: text, back: fc.boolean(), left: texts }),
    'unknown-environment': fc.record({ ...asked, ...listed }),
    'unknown-strategy': fc.record({ ...asked, ...listed, strategy: text }),
    'unknown-version': fc.record(
      { ...asked, suggestions: texts, incomplete: text },
      { requiredKeys: ['service', 'environment', 'version', 'suggestions'] },
    ),
    'version-unfit': fc.record({ ...asked, detail: text }),
    'unknown-release': fc.record({ named: fc.option(text) }),
    'already-running': fc.record(asked),
    'would-go-back': fc.record({ ...asked, from: text }),
    'never-ran': fc.record({ ...asked, from: text }),
    'not-promoted': fc.record(
      { ...asked, requires: text, takenBack: fc.boolean(), moved: fc.record({ runs: text, has: text }) },
      { requiredKeys: ['service', 'environment', 'version', 'requires', 'takenBack'] },
    ),
    'gate-blocked': fc.record({ ...asked, detail: text, remedy: text }),
    'gate-unknown': fc.record({ ...asked, detail: text }),
    'switched-off': fc.record({ ...asked, flag: text, since: fc.option(fc.nat()), page: fc.option(text) }),
    busy: fc.record(
      {
        ...place,
        number,
        live: fc.option(
          fc.record(
            {
              by: text,
              version: text,
              percent: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
              soaks: fc.constant(true as const),
              waits: fc.constant(true as const),
              train: fc.constant(true as const),
            },
            { requiredKeys: ['by', 'version', 'percent'] },
          ),
        ),
        settable: fc.constant(true as const),
      },
      { requiredKeys: ['service', 'environment', 'number', 'live'] },
    ),
    overtaken: fc.record({ ...asked, number, by: text, other: text, askedMs: fc.nat() }),
    'workload-missing': fc.record({ ...place, cluster: text, namespace: text, what: text }),
    'route-missing': fc.record({ ...place, detail: text }),
    'workload-unfit': fc.record({
      ...place,
      obstacles: fc.array(fc.record({ detail: text, remedy: text }), { maxLength: 12 }),
    }),
    'flag-already': fc.record({ ...place, flag: text, to: text }),
    'flag-unfit': fc.record({
      ...place,
      obstacles: fc.array(fc.record({ detail: text, remedy: text }), { maxLength: 12 }),
    }),
    'cluster-unreachable': fc.record({ ...place, cluster: text, detail: text }),
    'registry-unreachable': fc.record({ ...asked, detail: text }),
    'nobody-can-approve': fc.record({ ...asked, approvers: texts, required: fc.nat(), able: fc.nat() }),
    'not-an-approver': fc.record(approvable),
    'self-approval': fc.record(approvable),
    'already-decided': fc.record({
      number,
      outcome: fc.constantFrom(...outcomes, 'approved'),
      by: fc.option(text),
      at: fc.option(fc.nat()),
    }),
    'already-approved': fc.record({ number }),
    'dry-run-unseen': fc.record({ number }),
    'plan-changed': fc.record({ number }),
    'plan-overtaken': fc.record({ number, detail: text, next: fc.option(number) }),
    'not-live': fc.record({ ...steered, outcome: fc.constantFrom(...outcomes) }),
    quarantined: fc.record({ number, why: fc.constantFrom('missing', 'broken', 'newer') }),
    'not-possible-now': fc.record({
      ...steered,
      state: fc.constantFrom('awaiting-approval', 'running', 'paused', 'hold', 'rolling-back', null),
    }),
    'not-allowed': fc.record({
      ...approvable,
      ...place,
      what: fc.constantFrom(...controlNames),
      needs: fc.constantFrom('concerned', 'approver', 'gate-approver'),
      own: fc.boolean(),
      direction: fc.constantFrom('forward', 'back'),
    }),
    outsider: fc.record({ why: fc.constantFrom('guest', 'bot', 'deactivated', 'other-workspace', 'not-here') }),
    'person-unknown': fc.record({ detail: text }),
    'nothing-to-roll-back': fc.record({ service: text, environments: texts, versions: texts }),
    syntax: fc.record({
      detail: text,
      known: fc.option(text.map((words) => `Commands: ${words}.`)),
      suggestions: texts,
    }),
  };
}

/** Any refusal of each code, with its code. */
export function refusalsOf(text: fc.Arbitrary<string>): [RefusalCode, fc.Arbitrary<Refusal>][] {
  return Object.entries(factsOf(text)).map(([name, facts]) => {
    const code = name as RefusalCode;
    return [code, facts.map((each) => ({ code, ...each }) as Refusal)];
  });
}

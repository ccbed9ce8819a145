import type { GatePoint } from '../domain/gate.ts';
import { type SwitchName, switchKinds } from '../switches/index.ts';
import type { SwitchReading } from '../switches/switch.ts';
import { placeOf } from '../switches/switches.ts';
import { block, type GateAsk, type GateKind, gateKind, needsPerson, pass, wanted } from './gate.ts';

/** What the switch says here; null where it does not matter. */
export type SwitchFacts = SwitchReading | null;

interface SwitchGate {
  name: SwitchName;
  at: readonly GatePoint[];
  /** What comes of it while the switch is off: nothing begins, or a person is asked. */
  off: 'block' | 'needs-person';
  /** Short, for the card, while it is off. */
  label: string;
  /** Whether the switch matters for this. */
  concerns?(ask: GateAsk): boolean;
}

/** The gate that obeys one of Sluice's own switches. Where nobody can be asked, what was last known holds. */
export function switchGate({ name, at, off, label, concerns = () => true }: SwitchGate): GateKind<SwitchFacts> {
  const { flag, on } = switchKinds[name];
  return gateKind<SwitchFacts>({
    name,
    at,
    about: 'releases',
    newCodeOnly: true,
    applies: ({ switches }) => switches.configured(),
    unseen: () => `can't read the switch ${flag}`,
    remedy: () => `switch ${flag} on again in Unleash${off === 'block' ? '' : ', or continue by hand'}`,
    facts: async ({ switches }, ask) => (concerns(ask) ? switches.read(name, placeOf(ask.target)) : null),
    evaluate(reading, ask) {
      if (reading === null || !concerns(ask)) return pass(name, 'no switch stops it');
      if (reading.on) return pass(name, on);
      const { service, environment } = ask.target;
      const { since, page } = reading;
      const detail = `${flag} is off for ${service} in ${environment}`;
      const refusal = { code: 'switched-off' as const, ...wanted(ask), flag, since, page };
      return off === 'block' ? block(name, label, detail, refusal) : needsPerson(name, label, detail, refusal);
    },
  });
}

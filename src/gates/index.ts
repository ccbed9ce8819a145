import type { GateAnswer } from '../domain/gate.ts';
import { approvers } from './approvers.ts';
import { different } from './different.ts';
import { forward } from './forward.ts';
import type { Gate, GateAsk, GateDeps } from './gate.ts';
import { promoted } from './promoted.ts';

/** Looks and decides; the facts' type stays inside the gate. */
type AnyGate = (deps: GateDeps, ask: GateAsk) => Promise<GateAnswer>;

function closed<Facts>(gate: Gate<Facts>): AnyGate {
  return async (deps, ask) => gate.evaluate(await gate.facts(deps, ask), ask);
}

/** In the order in which people read them. */
const gates: readonly AnyGate[] = [closed(different), closed(forward), closed(promoted), closed(approvers)];

/** Asks all gates at once. Throws where a gate could not look. */
export function checkGates(deps: GateDeps, ask: GateAsk): Promise<GateAnswer[]> {
  return Promise.all(gates.map((gate) => gate(deps, ask)));
}

import { type GateAnswer, type GatePoint, type GateResult, recorded } from '../domain/gate.ts';
import type { GateDeps, GateKind, GateSubject } from './gate.ts';
import { gateKinds } from './index.ts';

/** The gates, as those who ask them know them. */
export interface Gates {
  /** Whether any gate wants to be asked at one of these points. */
  asks(points: readonly GatePoint[]): boolean;
  /** What those gates answer, as logs keep it. Never rejects. */
  ask(points: readonly GatePoint[], about: GateSubject): Promise<GateResult[]>;
}

export function createGates(deps: GateDeps): Gates {
  return {
    asks: asksAt,
    ask: async (points, about) => (await checkGates(deps, points, about)).map(recorded),
  };
}

/** Asks the gates of these points at once, each once, in the order in which people read them. Never rejects. */
export function checkGates(deps: GateDeps, points: readonly GatePoint[], about: GateSubject): Promise<GateAnswer[]> {
  const ask = { ...about, underWay: points.includes('step') };
  return Promise.all(wantedAt(points).map((gate) => gate.check(deps, ask)));
}

/** Whether any of the gates that exist wants to be asked at one of these points. */
export function asksAt(points: readonly GatePoint[]): boolean {
  return wantedAt(points).length > 0;
}

function wantedAt(points: readonly GatePoint[]): Pick<GateKind, 'check'>[] {
  return gateKinds.filter(({ at }) => at.some((point) => points.includes(point)));
}

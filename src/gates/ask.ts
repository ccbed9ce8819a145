import { type GateAnswer, type GatePoint, type GateResult, recorded } from '../domain/gate.ts';
import { type GateAsk, type GateKind, type GateSubject, unknown } from './gate.ts';
import { gateKinds } from './index.ts';
import type { GateDeps } from './world.ts';

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
export async function checkGates(
  deps: GateDeps,
  points: readonly GatePoint[],
  about: GateSubject,
): Promise<GateAnswer[]> {
  // Those of each of its releases are asked when it comes to that.
  if (about.request.train) return [];
  const ask = { ...about, underWay: points.includes('step') };
  const set = Object.keys(about.target.gates ?? {});
  const asked = wantedAt(points).filter(
    ({ name, setting, applies, about: what, newCodeOnly }) =>
      (setting === null || set.includes(name)) &&
      applies(deps) &&
      (what === 'releases' || !about.request.flag) &&
      !(newCodeOnly && about.request.backwards),
  );
  const foreign = set.filter((name) => !gateKinds.some((gate) => gate.name === name));
  return Promise.all([...asked.map((gate) => gate.check(deps, ask)), ...foreign.map((name) => strange(name, ask))]);
}

/** Another version of Sluice knows this gate. What this one cannot ask has not passed. */
function strange(name: string, ask: GateAsk): GateAnswer {
  const known = gateKinds.map((gate) => gate.name).join(', ');
  return unknown(name, `can't ask the gate ${name}`, `this Sluice does not have it (it has ${known})`, ask);
}

/** Whether any of the gates that exist wants to be asked at one of these points. */
export function asksAt(points: readonly GatePoint[]): boolean {
  return wantedAt(points).length > 0;
}

function wantedAt(
  points: readonly GatePoint[],
): Pick<GateKind, 'name' | 'setting' | 'applies' | 'about' | 'newCodeOnly' | 'check'>[] {
  return gateKinds.filter(({ at }) => at.some((point) => points.includes(point)));
}

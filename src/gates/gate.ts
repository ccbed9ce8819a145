import type { GateResult } from '../domain/gate.ts';
import type { RefusalCode } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import type { ReleaseStore } from '../store/release-store.ts';

/** What every gate is asked about. */
export interface GateAsk {
  request: Request;
  target: Target;
  from: Version;
  to: Version;
}

/** What gates may look at. All of it is read only. */
export interface GateDeps {
  store: ReleaseStore;
  /** The image reference that a service runs in an environment now; null where it runs nowhere there. */
  runningImage(service: string, environment: string): Promise<string | null>;
  /** Ids of the people in a user group; null where the group is not known. */
  groupMembers(handle: string): Promise<readonly string[] | null>;
}

/**
 * One condition. Looking (`facts`, I/O) is apart from deciding (`evaluate`, pure), so that every decision can be
 * tested with plain data.
 */
export interface Gate<Facts> {
  name: string;
  facts(deps: GateDeps, ask: GateAsk): Promise<Facts>;
  evaluate(facts: Facts, ask: GateAsk): GateResult;
}

export function pass(gate: string, label: string): GateResult {
  return { gate, answer: 'pass', code: 'ok', label, detail: '' };
}

export function block(gate: string, code: RefusalCode, label: string, detail: string): GateResult {
  return { gate, answer: 'block', code, label, detail };
}

/** The same bytes where both references are pinned; otherwise the same name and tag. */
export function sameImage(a: string, b: string): boolean {
  const [[left, leftDigest], [right, rightDigest]] = [a.split('@'), b.split('@')];
  return leftDigest && rightDigest ? leftDigest === rightDigest : left === right;
}

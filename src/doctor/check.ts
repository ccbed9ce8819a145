import type { Clock } from '../platform/clock.ts';

/** What a look at one thing gave. `skipped`: it could not be looked at because of something that is told elsewhere. */
export type CheckOutcome =
  | { kind: 'ok'; detail: string }
  | { kind: 'problem'; detail: string; todo: string }
  /** Sluice works, and something would be lost in a bad hour. */
  | { kind: 'warning'; detail: string; todo: string }
  | { kind: 'skipped'; detail: string };

/** Of one look: there may be several things to say. */
export type CheckOutcomes = CheckOutcome | readonly CheckOutcome[];

export interface CheckSubject {
  /** `Slack`, `Cluster main`, `checkout in production`. */
  area: string;
  /** `scopes`, `route`. */
  what: string;
}

export type CheckResult = CheckSubject & CheckOutcome;

/** One thing to look at. Reads only; may throw, which is a problem of its own. */
export interface Check extends CheckSubject {
  look(): Promise<CheckOutcomes>;
  /** What to do where the look throws or does not come back. */
  todo: string;
}

export function ok(detail: string): CheckOutcome {
  return { kind: 'ok', detail };
}

export function problem(detail: string, todo: string): CheckOutcome {
  return { kind: 'problem', detail, todo };
}

export function warning(detail: string, todo: string): CheckOutcome {
  return { kind: 'warning', detail, todo };
}

export function skipped(detail: string): CheckOutcome {
  return { kind: 'skipped', detail };
}

export function isWell({ kind }: CheckResult): boolean {
  return kind !== 'problem';
}

/** Looks at everything at the same time; findings in the order of the checks. Never throws. */
export async function runChecks(
  checks: readonly Check[],
  deps: { clock: Clock; withinMs: number },
): Promise<CheckResult[]> {
  return (await Promise.all(checks.map((check) => runCheck(check, deps)))).flat();
}

async function runCheck(
  { area, what, look, todo }: Check,
  { clock, withinMs }: { clock: Clock; withinMs: number },
): Promise<CheckResult[]> {
  const done = new AbortController();
  const late = clock.sleep(withinMs, done.signal).then(
    () => problem(`no answer within ${withinMs / 1000} s`, todo),
    () => skipped(''),
  );
  const looked = look().catch((error: unknown) => problem(words(error), todo));
  const outcome = await Promise.race([looked, late]);
  done.abort();
  return [outcome].flat().map((each) => ({ area, what, ...each }));
}

/** The first line of an error: what follows is for programmers. */
export function words(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]?.slice(0, 300) ?? '';
}

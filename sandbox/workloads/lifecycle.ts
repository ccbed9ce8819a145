import type { Character } from './characters.ts';
import type { Random } from './prng.ts';

export interface Ending {
  reason: 'Error' | 'OOMKilled';
  exitCode: number;
}

/** Where the one container of a pod stands. */
export type Phase =
  | { kind: 'creating' }
  | { kind: 'pull-failed'; attempt: number }
  | { kind: 'pull-backoff'; attempt: number }
  | { kind: 'unready' }
  | { kind: 'ready' }
  | { kind: 'ended'; ending: Ending }
  | { kind: 'crash-backoff'; ending: Ending };

/** How long things take, in milliseconds. Far shorter than in real clusters, in the same order. */
export interface Timing {
  /** From the binding until the container starts: a range to draw from. */
  start: readonly [low: number, high: number];
  /** From the start of the container until its readiness probe holds: a range to draw from. */
  ready: readonly [low: number, high: number];
  /** From the start of a container until it crashes. */
  crash: number;
  /** How long a container that leaks memory serves before it is killed. */
  oom: number;
  /** First wait of a restart or of another pull; doubles each time up to `backoffMax`. */
  backoff: number;
  backoffMax: number;
  /** From the deletion of a pod until it is gone. */
  terminate: readonly [low: number, high: number];
}

export const defaultTiming: Timing = {
  start: [300, 900],
  ready: [100, 300],
  crash: 300,
  oom: 2500,
  backoff: 1000,
  backoffMax: 10_000,
  terminate: [100, 300],
};

export interface Transition {
  to: Phase;
  afterMs: number;
}

/**
 * What happens next to a container in this phase, given its character and how often it was restarted.
 * Undefined: nothing, until its character changes or the pod is deleted.
 */
export function nextPhase(
  phase: Phase,
  character: Character,
  restarts: number,
  timing: Timing,
  random: Random,
): Transition | undefined {
  const noPull = character === 'image-pull';
  switch (phase.kind) {
    case 'creating': {
      const to: Phase = noPull ? { kind: 'pull-failed', attempt: 1 } : { kind: 'unready' };
      return { to, afterMs: random.between(...timing.start) };
    }
    case 'pull-failed':
      return { to: { kind: 'pull-backoff', attempt: phase.attempt }, afterMs: timing.backoff / 4 };
    case 'pull-backoff': {
      const to: Phase = noPull ? { kind: 'pull-failed', attempt: phase.attempt + 1 } : { kind: 'unready' };
      return { to, afterMs: backoff(phase.attempt, timing) };
    }
    case 'unready':
      return afterStart(character, timing, random);
    case 'ready':
      if (character === 'crash-loop') return crash(timing);
      if (character === 'oom') return { to: outOfMemory, afterMs: timing.oom };
      return character === 'not-ready' ? { to: { kind: 'unready' }, afterMs: timing.ready[0] } : undefined;
    case 'ended':
      // As the kubelet does: the first restart comes at once, later ones wait.
      if (restarts === 0) return { to: { kind: 'unready' }, afterMs: timing.backoff / 10 };
      return { to: { kind: 'crash-backoff', ending: phase.ending }, afterMs: timing.backoff / 10 };
    case 'crash-backoff':
      return { to: { kind: 'unready' }, afterMs: backoff(restarts, timing) };
  }
}

const outOfMemory: Phase = { kind: 'ended', ending: { reason: 'OOMKilled', exitCode: 137 } };

function afterStart(character: Character, timing: Timing, random: Random): Transition | undefined {
  if (character === 'crash-loop') return crash(timing);
  if (character === 'not-ready') return undefined;
  const slow = typeof character === 'object' && 'slowStart' in character;
  return { to: { kind: 'ready' }, afterMs: slow ? character.slowStart : random.between(...timing.ready) };
}

function crash(timing: Timing): Transition {
  return { to: { kind: 'ended', ending: { reason: 'Error', exitCode: 1 } }, afterMs: timing.crash };
}

function backoff(attempt: number, timing: Timing): number {
  return Math.min(timing.backoffMax, timing.backoff * 2 ** Math.max(0, attempt - 1));
}

import { isTestOver } from '../domain/ab-test.ts';
import { waitsForApproval } from '../domain/approval.ts';
import type { Release } from '../domain/release.ts';
import { isSoaking } from '../domain/release-state.ts';
import type { Child } from '../domain/train.ts';
import { because } from '../words/because.ts';
import { causeSentence } from '../words/sentences.ts';
import { nothing, say } from '../words/words.ts';

/** A release as its train keeps it. */
export function childOf(release: Release): Child {
  const { id, number, request, phase } = release;
  const { service, environment, backwards } = request;
  const outcome = phase.kind === 'ended' ? phase.outcome : null;
  const { cause } = phase.kind === 'ended' || phase.kind === 'rolling-back' ? phase : { cause: null };
  return {
    ...{ id, number, service, environment, backwards, state: stateOf(release), outcome, reason: reasonOf(release) },
    ...(isTestOver(cause) && outcome !== 'handed-over' ? { aStays: true } : {}),
  };
}

function stateOf(release: Release): Child['state'] {
  const { phase, hold, paused } = release;
  switch (phase.kind) {
    case 'queued':
      // None of a train's is put behind another: it is asked for again.
      return 'running';
    case 'awaiting-approval':
      return waitsForApproval(release) ? 'waiting' : 'running';
    case 'running':
      if (isSoaking(release)) return 'in';
      return hold ? 'held' : paused ? 'paused' : 'running';
    case 'rolling-back':
      return 'rolling-back';
    case 'ended':
      return 'ended';
  }
}

function reasonOf({ phase, plan, superseded }: Release): string | null {
  if (phase.kind !== 'ended') return null;
  const { outcome, by, reason, cause } = phase;
  switch (outcome) {
    case 'succeeded':
    case 'kept':
      return null;
    case 'rolled-back':
      if (cause && isTestOver(cause)) return say`ended with A: ${causeSentence(cause, plan)}`.plain.replace(/\.$/, '');
      return cause ? say`was rolled back: ${causeSentence(cause, plan)}`.plain.replace(/\.$/, '') : 'was rolled back';
    case 'superseded':
      return superseded
        ? say`made way for #${superseded.number} of ${superseded.version}`.plain
        : 'made way for a newer version';
    case 'handed-over':
      return say`couldn't be rolled back${because(reason)}`.plain;
    case 'rejected':
      return say`was rejected${by ? say` by ${by.name}` : nothing}${because(reason)}`.plain;
    case 'expired':
      return say`expired${because(reason ?? 'nobody approved it in time')}`.plain;
    case 'withdrawn':
      return by
        ? say`was withdrawn by ${by.name}${because(reason)}`.plain
        : say`was not started${because(reason)}`.plain;
  }
}

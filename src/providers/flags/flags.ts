import type { FlagChange, FlagState, LastChange } from '../../domain/flag.ts';
import type { Json } from '../../domain/json.ts';
import type { Target } from '../../domain/target.ts';

interface Words {
  /** What is wrong: one clause of plain text for people, without secrets and without a full stop. */
  words: string;
  /** What to do about it, in the same manner. */
  remedy: string;
}

/** Why a flag could not be read or changed. */
export type FlagFailure = Words &
  (
    | {
        code:
          | 'unknown-flag'
          | 'archived'
          | 'unknown-project'
          | 'unknown-environment'
          /** The token is missing, unknown, or may not do this. */
          | 'no-rights'
          /** The service asks for somebody's consent to every change. */
          | 'needs-change-request'
          /** Its flags can be read through this, and not changed. */
          | 'reads-only'
          /** A value that nobody means, or that the service cannot keep. Nothing was asked. */
          | 'refused-value'
          /** What is asked for cannot be said in the rules that the flag has. */
          | 'other-rules'
          /** Somebody else decides on it: a release plan, a guarded rollout. `kill` is done all the same. */
          | 'other-master'
          /** A flag that was to be deleted serves another environment. It is off in this one. */
          | 'in-use'
          /** The service refuses for a reason of its own, or answers in a way that cannot be read. */
          | 'other';
      }
    /** Somebody has changed the flag since it was read. Nothing was changed. */
    | { code: 'conflict'; changed: LastChange | null; found: FlagState }
    /** `retryAfterMs`: when it wants to be asked again, as far as it says. */
    | { code: 'throttled'; retryAfterMs: number | null }
    /** Nobody answered in time, or with a failure of its own (5xx). Whether a change was made is not known. */
    | { code: 'unreachable' }
  );

/** A flag without which another one serves nobody. */
export interface Parent {
  /** What must hold, as a clause: `checkout-v2 is on`. */
  wants: string;
  /** For how many it holds (percent, 0 to 100); null where no single figure says it. */
  share: number | null;
}

export type FlagAnswer = { kind: 'ok'; state: FlagState } | { kind: 'failed'; failure: FlagFailure };

/** Who asks for a flag's value. */
export interface Context {
  /** What decides by percentages: the same key always gets the same value. */
  targetingKey?: string;
  attributes?: Readonly<Record<string, string | number | boolean>>;
}

export type FlagValue = Json;

/** A question for a value: the type is that of what is answered where there is no other. */
export interface Question<T extends FlagValue> {
  flag: string;
  otherwise: T;
  context: Context;
}

/** A flag's value, with reason and error code of OpenFeature. */
export interface Evaluation<T extends FlagValue> {
  /** What was asked for `otherwise` where `errorCode` is there. */
  value: T;
  variant: string | null;
  reason: 'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED' | 'CACHED' | 'STALE' | 'UNKNOWN' | 'ERROR';
  errorCode?:
    | 'PROVIDER_NOT_READY'
    | 'PROVIDER_FATAL'
    | 'FLAG_NOT_FOUND'
    | 'PARSE_ERROR'
    | 'TYPE_MISMATCH'
    | 'TARGETING_KEY_MISSING'
    | 'INVALID_CONTEXT'
    | 'GENERAL';
  /** Plain text for people, without secrets; there with `errorCode`. */
  errorMessage?: string;
}

/**
 * The flags of one environment of a flag service. No method throws; each gives up by itself after some seconds.
 * A change is idempotent: what is already as asked for is left alone, whoever has made it so.
 */
export interface Flags {
  /** The settings' `kind`. */
  name: string;
  /** The environment as the service calls it, for people. */
  environment: string;
  /** The value for one who asks; where it cannot be had, `otherwise`, and why. */
  read<T extends FlagValue>(question: Question<T>): Promise<Evaluation<T>>;
  /** A flag that is not there, or archived, is a state too. */
  state(flag: string): Promise<FlagAnswer>;
  /** Why this can never be done here, without asking anybody; null where that is not known. */
  refuses(flag: string, change: FlagChange): FlagFailure | null;
  /**
   * Why a flag could not be brought from this state to where a change leads, by all that the service tells beforehand: its
   * segments, its variants, its rules. Null where nothing speaks against it. Nothing is changed.
   */
  foresees(before: FlagState, change: FlagChange): Promise<FlagFailure | null>;
  /**
   * Changes a flag and answers with its state after that.
   * @param expected what it is changed from: where it is another by then, and not by an earlier try of this same change,
   * nothing is changed and it is a `conflict`. Null: whatever it is.
   */
  set(flag: string, change: FlagChange, expected: FlagState | null): Promise<FlagAnswer>;
  /**
   * Puts a flag back exactly as it was; one that was not there is deleted.
   * @param expected as for `set`
   */
  restore(before: FlagState, expected: FlagState | null): Promise<FlagAnswer>;
  /** The names of all flags that can be seen, in alphabetical order. Empty where they cannot be listed. */
  names(): Promise<string[]>;
  /** What is wrong with the settings, for `sluice doctor`; null where nothing is. */
  check(): Promise<FlagFailure | null>;
  /** What the token may not do though moving a flag takes it, in the service's words; null where it may, or nobody can tell. */
  lacks(): Promise<string | null>;
  /**
   * Who else must consent to a change, as a clause about the service, where it tells that; null where nobody must, or nobody
   * can tell. The token may be one that need not ask.
   */
  consent?(): Promise<string | null>;
  /** What must hold of other flags for this one to serve anybody; empty where nothing must, or the service tells nothing of it. */
  parents?(flag: string): Promise<Parent[]>;
  /**
   * What else is about to change a flag and waits for somebody, as a clause that goes on from its name; null where nothing is,
   * or nobody can tell.
   */
  pending?(flag: string): Promise<string | null>;
  /**
   * Why those who have a flag do not keep it, as a clause that goes on from its name; null where they do, or nobody can tell.
   */
  strays?(state: FlagState): string | null;
  /** Ends what reading needs. */
  close(): Promise<void>;
}

/** Null where a service's flags are nobody's business. Equal settings get the same `Flags`. */
export type FlagsOf = (target: Pick<Target, 'flags' | 'environment'>) => Flags | null;

/** Whether the same may be done a little later. */
export function isPassing({ code }: FlagFailure): boolean {
  return code === 'throttled' || code === 'unreachable';
}

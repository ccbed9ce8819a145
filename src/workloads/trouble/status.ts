import { maskedLines } from '../../domain/mask.ts';
import type { Trouble } from '../../domain/verdict.ts';
import type { Condition, ContainerStatus, Pod } from '../objects/pod.ts';

/** What is wrong, of a pod whose name is known. */
export type Found = Pick<Trouble, 'code' | 'detail'>;

export type Terminated = NonNullable<ContainerStatus['state']['terminated']>;

export function conditionOf({ status }: Pod, type: string): Condition | undefined {
  return status.conditions.find((condition) => condition.type === type);
}

/** Milliseconds since the epoch; null where the text is no time. */
export function timeOf(text: string | null | undefined): number | null {
  const time = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** The end of a container's run: of the present one, or else of the one before; undefined where it has never ended. */
export function lastEnd({ state, lastState }: ContainerStatus): Terminated | undefined {
  return state.terminated ?? lastState.terminated;
}

/** How often a container has ended, the restart that has not come yet included. */
export function endsOf({ state, restartCount }: ContainerStatus): number {
  return restartCount + (state.terminated || state.waiting?.reason === 'CrashLoopBackOff' ? 1 : 0);
}

export function isCrashLooping({ state }: ContainerStatus): boolean {
  return state.waiting?.reason === 'CrashLoopBackOff';
}

/** Of another system's words, what is looked through for secrets: what comes after it is not shown. */
const longestLook = 2000;

/** One line of another system's words, which may be the end of a log, without what looks like a secret, cut to what people read. */
export function shorten(text: string): string {
  const shown = maskedLines(text.slice(0, longestLook).split('\n'), []).join(' ');
  const line = shown.replace(/\s+/g, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}

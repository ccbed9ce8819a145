import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import type { Process } from '../support/process.ts';
import { inScene, type Scene, type SceneOptions } from './scene.ts';

/** What is odd about a machine: its clock is off from now on by so many ms, or its event loop stands still for so many. */
export type Odd = { kind: 'clock'; ms: number } | { kind: 'stall'; ms: number };

const preload = new URL('./odd-machine.ts', import.meta.url).href;

export interface OddScene extends Scene {
  /** Resolves when it has begun. */
  beOdd(machine: Process, odd: Odd): Promise<void>;
}

/** A scene whose processes run on machines that can be made odd. */
export async function inOddScene<T>(options: SceneOptions, play: (scene: OddScene) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-odd-'));
  const file = join(folder, 'odd.json');
  const env = { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${preload}`.trim(), ODD_FILE: file };
  async function beOdd(machine: Process, odd: Odd): Promise<void> {
    await writeFile(file, JSON.stringify(odd));
    process.kill(machine.pid, 'SIGUSR2');
    await machine.waitForLine(({ msg, kind }) => msg === 'odd' && kind === odd.kind);
  }
  try {
    return await inScene({ ...options, env }, (scene) =>
      play(Object.create(scene, { beOdd: { value: beOdd } }) as OddScene),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The order in which things were begun and done, without what is judged in between. */
export function courseOf(events: readonly ReleaseEvent[]): string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'step.started':
      case 'step.done':
      case 'undo.done':
        return [`${event.type} ${event.index}`];
      case 'rollback.started':
        return [`${event.type} for ${event.undo.length}`];
      case 'hold.opened':
      case 'hold.closed':
      case 'finished':
        return [event.type];
      default:
        return [];
    }
  });
}

/** The course of a release that went through all the steps of its plan, one after the other. */
export function wholeCourse([first]: readonly ReleaseEvent[]): string[] {
  const steps = first?.type === 'requested' ? first.plan.steps : [];
  return [...steps.flatMap((_, index) => [`step.started ${index}`, `step.done ${index}`]), 'finished'];
}

/** The course of a release that went back: everything undone once, in order. */
export function backCourse(events: readonly ReleaseEvent[]): string[] {
  const began = events.find((event) => event.type === 'rollback.started');
  const undo = began?.type === 'rollback.started' ? began.undo : [];
  return [`rollback.started for ${undo.length}`, ...undo.map((_, index) => `undo.done ${index}`), 'finished'];
}

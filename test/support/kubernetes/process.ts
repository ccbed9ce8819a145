import { type Health, type Program, startProgram } from '../../../sandbox/proxy/program.ts';
import { type Name, pathOf } from './programs.ts';

/** Starts one of the built programs. Rejects as `startProgram` does. */
export async function start(name: Name, args: readonly string[], health?: Health): Promise<Program> {
  return startProgram(await pathOf(name), args, health ? { health } : {});
}

import { type SluicePlace, sluiceEnvironment, startNode } from './process.ts';

const bin = new URL('../../bin/sluice.js', import.meta.url).pathname;

export interface Ran {
  code: number | null;
  /** What it said, a line each. */
  said: string;
}

/** Runs `sluice …` to its end. */
export async function commandLine(place: SluicePlace, ...words: string[]): Promise<Ran> {
  const run = startNode(bin, words, sluiceEnvironment(place));
  const code = await run.ended;
  const said = run.lines().map(({ msg }) => String(msg));
  return { code, said: said.join('\n') };
}

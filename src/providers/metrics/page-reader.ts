import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ByteBudget } from '../../platform/byte-budget.ts';
import { Thread } from '../../platform/thread.ts';
import { PageError } from './histograms.ts';
import { readPage } from './page.ts';
import type { PageOrder, PageRead } from './page-thread.ts';
import { stepsOf } from './pattern.ts';
import { readVector, type VectorRead } from './prom-vector.ts';
import { type NamedReading, type NameSettings, namesOn, type Recognized } from './recognize.ts';
import { stepsOfConditions } from './where.ts';

/** One page, or one answer of Prometheus, in bytes: what is longer is a mistake. */
const each = 8 * 1024 * 1024;

/** Up to this length a text is read at once, in a few milliseconds; sending it elsewhere would cost as much. */
const inlineCharacters = 65_536;
/** What its label's pattern may cost meanwhile, in steps: some tens of milliseconds. */
const inlineSteps = 1_000_000;

/** For all releases of this process together. A text that is read takes some four times its bytes. */
const room = { total: 3 * each, each, small: { total: each, each: 2 * inlineCharacters } };

/** Room for pages of pods. */
export const pageRoom = new ByteBudget({
  ...room,
  tooLong: 'its page is longer than 8 MiB, the most that Sluice reads of one: let it serve fewer series',
});

/** Room for answers of Prometheus. */
export const answerRoom = new ByteBudget({
  ...room,
  tooLong: 'Prometheus answers with more than 8 MiB, the most that Sluice reads: let the query sum more of its series',
});

/** Beside this file in the sources as in a bundle. */
const file = new URL(`./page-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/** One for the process: what it reads is small once it is read, and its memory counts once. */
const thread = new Thread<PageOrder, PageRead>({
  file,
  what: 'reading it',
  withinMs: 10_000,
  idleMs: 30_000,
  memoryMb: 128,
});

/**
 * As `readPage`, by what the settings say or the page shows. A page that is long, or takes long, is read in a thread of
 * its own. Rejects with what is wrong, in words.
 */
export async function readPageOnThread(text: string, settings: NameSettings): Promise<NamedReading> {
  if (text.length <= inlineCharacters) {
    const names = namesOn(text, settings);
    if (isQuick(text, names)) return { names, ...readPage(text, names) };
  }
  const read = await thread.ask({ kind: 'page', text, settings });
  if (read.kind === 'page') return read.reading;
  throw new PageError(read.kind === 'problem' ? read.detail : 'the page was read as something else');
}

/** @throws PatternError where it cannot be told what failed */
function isQuick({ length }: string, { requests, where }: Recognized): boolean {
  return length * (stepsOf(requests.errors.matches) + stepsOfConditions(where)) <= inlineSteps;
}

/** As `readVector`, but a long answer is read in a thread of its own. */
export async function readVectorOnThread(text: string): Promise<VectorRead> {
  if (text.length <= inlineCharacters) return readVector(text);
  const read = await thread.ask({ kind: 'vector', text });
  if (read.kind === 'page') throw new Error('the answer was read as something else');
  return read.kind === 'problem' ? { kind: 'unusable', text: read.detail } : read;
}

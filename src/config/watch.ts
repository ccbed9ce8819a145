import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalogue } from './catalogue.ts';
import { type CatalogueReader, InvalidCatalogue, type Loaded } from './load.ts';
import type { Problem } from './problems.ts';

export interface WatchHandlers {
  /** A valid catalogue with another text than before. */
  onChange(catalogue: Catalogue): void;
  /** A text that is not valid: told once per text. */
  onRefused(problems: Problem[]): void;
}

export interface WatchOptions {
  reader: CatalogueReader;
  /** Hash of the text that is in force; equal texts are no change. */
  hash: string | null;
  /** How long a text must stand still, since editors write in several steps. Default: 100 ms. */
  settleMs?: number;
  /** For file systems without events. Default: 15 s. */
  pollMs?: number;
}

export interface CatalogueWatch {
  /** Looks at the file now. Resolves when the handlers have been told, or it is seen to be written just now. */
  check(): Promise<void>;
  close(): void;
}

/**
 * Watches a catalogue by its folder, not by the file, which editors and Kubernetes (a ConfigMap's `..data` link) put anew
 * in place. Events only say when to look: what counts is the content.
 */
export function watchCatalogue(path: string, handlers: WatchHandlers, options: WatchOptions): CatalogueWatch {
  const { reader, settleMs = 100, pollMs = 15_000 } = options;
  let seen: string | null = options.hash;
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  let settling: NodeJS.Timeout | undefined;

  function look(): Promise<void> {
    // What a handler throws is told to whoever asked; the next look is made all the same.
    running = running
      .catch(() => {})
      .then(async () => {
        if (closed) return;
        // Each poll finds the same text as a rule, and to read a large catalogue takes a good part of a second.
        if ((await reader.hash(path)) === seen) return;
        const loaded = await reader.load(path);
        if (hashOf(loaded) === seen) return;
        // Half of a text may be valid too, and between the two halves of a rename there is no file.
        await sleep(settleMs);
        const again = await reader.load(path);
        if (hashOf(again) === hashOf(loaded)) tell(again);
        else soon();
      });
    return running;
  }

  function tell(loaded: Loaded): void {
    if (closed) return;
    seen = hashOf(loaded);
    if (loaded.kind === 'valid') handlers.onChange(loaded.catalogue);
    else handlers.onRefused(loaded.problems);
  }

  function soon(): void {
    if (closed) return;
    clearTimeout(settling);
    settling = setTimeout(() => void look(), settleMs);
  }

  const stopEvents = folderEvents(dirname(path), soon);
  const poll = setInterval(() => void look(), pollMs);
  poll.unref();
  return {
    check: look,
    close() {
      closed = true;
      clearTimeout(settling);
      clearInterval(poll);
      stopEvents();
    },
  };
}

function hashOf(loaded: Loaded): string | null {
  return loaded.kind === 'valid' ? loaded.catalogue.hash : loaded.hash;
}

/** Where the system has no events for this folder (too many watches, a network file system), polling is left. */
function folderEvents(folder: string, changed: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, changed);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}

export interface CatalogueHolder {
  /** The catalogue in force. */
  current(): Catalogue;
  /** What is wrong with a newer text that was refused; empty while the file is what is in force. */
  refused(): Problem[];
  /** Looks at the file now. */
  check(): Promise<void>;
  close(): void;
}

export interface HolderOptions extends Partial<WatchHandlers> {
  reader: CatalogueReader;
  settleMs?: number;
  pollMs?: number;
}

/** Loads a catalogue and keeps it up to date: a valid text replaces it, an invalid one is refused. Throws `InvalidCatalogue` when the first is. */
export async function createCatalogueHolder(path: string, options: HolderOptions): Promise<CatalogueHolder> {
  const first = await options.reader.load(path);
  if (first.kind === 'invalid') throw new InvalidCatalogue(first.problems);
  let current = first.catalogue;
  let refused: Problem[] = [];
  const watching = watchCatalogue(
    path,
    {
      onChange(catalogue) {
        // Back to the text in force: nothing changed, but nothing is wrong any more either.
        const changed = catalogue.hash !== current.hash;
        current = catalogue;
        refused = [];
        if (changed) options.onChange?.(catalogue);
      },
      onRefused(problems) {
        refused = problems;
        options.onRefused?.(problems);
      },
    },
    { ...options, hash: current.hash },
  );
  return { current: () => current, refused: () => refused, check: watching.check, close: watching.close };
}

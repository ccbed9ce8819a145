import { parentPort } from 'node:worker_threads';
import { readTags } from './read-tags.ts';

/** A thread that puts long lists of tags in order: it is sent the pages, and answers as `readTags` does. */
parentPort?.on('message', (pages: readonly string[]) => parentPort?.postMessage(readTags(pages)));

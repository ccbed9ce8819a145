import { parentPort } from 'node:worker_threads';
import { type PageNames, type PageReading, readPage } from './page.ts';
import { readVector, type VectorRead } from './prom-vector.ts';

/** A thread that reads what metrics are served as, one text after the other. */
export type PageOrder = { kind: 'page'; text: string; names: PageNames } | { kind: 'vector'; text: string };

export type PageRead = { kind: 'page'; reading: PageReading } | VectorRead | { kind: 'problem'; detail: string };

function read(order: PageOrder): PageRead {
  try {
    switch (order.kind) {
      case 'page':
        return { kind: 'page', reading: readPage(order.text, order.names) };
      case 'vector':
        return readVector(order.text);
    }
  } catch (error) {
    return { kind: 'problem', detail: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (order: PageOrder) => parentPort?.postMessage(read(order)));

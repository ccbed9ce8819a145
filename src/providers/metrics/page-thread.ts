import { parentPort } from 'node:worker_threads';
import { readPage } from './page.ts';
import { readVector, type VectorRead } from './prom-vector.ts';
import { type NamedReading, type NameSettings, namesOn } from './recognize.ts';

/** A thread that reads what metrics are served as, one text after the other. */
export type PageOrder = { kind: 'page'; text: string; settings: NameSettings } | { kind: 'vector'; text: string };

export type PageRead = { kind: 'page'; reading: NamedReading } | VectorRead | { kind: 'problem'; detail: string };

function read(order: PageOrder): PageRead {
  try {
    switch (order.kind) {
      case 'page': {
        const names = namesOn(order.text, order.settings);
        return { kind: 'page', reading: { names, ...readPage(order.text, names) } };
      }
      case 'vector':
        return readVector(order.text);
    }
  } catch (error) {
    return { kind: 'problem', detail: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (order: PageOrder) => parentPort?.postMessage(read(order)));

import type { PageKind } from './page.ts';
import { usual } from './usual.ts';

export const workers: PageKind = {
  ...usual,
  shows: 'three processes behind one port, each with counters of its own, that answer in turn',
  processes: 3,
};

import { steering } from './steering.ts';

export const promote = steering({
  word: 'promote',
  control: 'promote',
  usage: 'promote 142',
  summary: 'skip the remaining watch time',
});

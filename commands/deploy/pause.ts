import { steering } from './steering.ts';

export const pause = steering({
  word: 'pause',
  control: 'pause',
  usage: 'pause 142',
  summary: 'keep it where it is; it is still watched',
});

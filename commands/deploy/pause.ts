import { steering } from './steering.ts';

export const pause = steering({
  word: 'pause',
  control: 'pause',
  usage: 'pause 142',
  summary: 'keep the traffic where it is',
});

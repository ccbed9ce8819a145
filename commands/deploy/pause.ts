import { steering } from './steering.ts';

export const pause = steering({
  word: 'pause',
  control: 'pause',
  usage: 'pause 142',
  summary: "hold it where it is; it's still watched",
});

import { steering } from './steering.ts';

export const abort = steering({
  word: 'abort',
  control: 'abort',
  usage: 'abort 142',
  summary: 'stop it and roll back',
});

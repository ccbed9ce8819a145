import { steering } from './steering.ts';

export const resume = steering({
  word: 'resume',
  control: 'resume',
  usage: 'resume 142',
  summary: 'continue',
});

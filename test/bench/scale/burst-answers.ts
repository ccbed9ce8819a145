import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackSandbox } from '../../../sandbox/slack/index.ts';
import { answerMomentMs, type Transport, tallied } from './burst-words.ts';

const lookEveryMs = 250;

/** Counts what people are answered from now on, whichever way their commands go. */
export function countAnswers(slack: SlackSandbox, people: readonly string[]): Transport['answered'] {
  const before = people.map((person) => ({ person, count: slack.ephemerals(person).length }));
  const counts = () => before.map(({ person, count }) => slack.ephemerals(person).length - count);
  const from = performance.now();
  return async (withinMs) => {
    while (counts().includes(0) && performance.now() - from < withinMs) await sleep(lookEveryMs);
    const lastMs = performance.now() - from;
    await sleep(answerMomentMs);
    return { answers: tallied(counts()), lastMs };
  };
}

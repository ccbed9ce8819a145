import { z } from 'zod';
import { ratio as writtenRatio } from '../../config/fields.ts';
import type { Figures } from '../../domain/verdict.ts';
import { count, counted, ratio } from '../../words/format.ts';
import { say } from '../../words/words.ts';
import { type Rate, ratio as shareOf } from '../rates.ts';
import { shareJudging } from '../share.ts';
import type { Reported, SignalKind } from './signal.ts';
import { units } from './units.ts';

const { show } = units.ratio;

const failures = ({ errors, requests }: Figures): Rate => ({ bad: errors, requests });

/** Of the requests of a version, the share that failed. Its limit is that share, ratio 0 to 1. */
export const errors: SignalKind<'maxErrors'> = {
  unit: 'ratio',
  query: 'requests',
  figureOf: (figures) => shareOf(failures(figures)),
  judging: shareJudging(failures),
  setting: {
    key: 'maxErrors',
    schema: writtenRatio,
    usual: '1%',
    description: 'Share of requests that may fail.',
    before: 'maxErrorRatio',
  },
  words: {
    heading: 'Errors',
    clause: 'Error rate',
    inSentence: 'the error rate',
    unwatched: 'errors are not watched',
    ofVersion: (version) => say`The error rate of ${version}`,
    were: (version) => say`Errors on ${version} were`,
    preposition: 'of',
    pronoun: 'those',
    countsUp: true,
    found: (value, { requests }) => say`${ratio(value)} errors of ${counted(requests, 'request')}`,
    limit: ({ limit }) => say`${ratio(limit)}`,
    promise: (limit) => say`≤ ${ratio(limit)}`,
    promiseNote: null,
    toll: ({ errors: failed, requests }, version) => {
      const many = Math.round(failed) > 0 ? say`about ${count(failed)}` : say`none`;
      return say`in all, ${many} of the ${counted(requests, 'request')} that ${version} served failed`;
    },
    subtitle: '% of requests, by version',
  },
  report: {
    shape: {
      errors: z.number().nullable(),
      /** Ratios 0 to 1; null without requests. */
      errorRatio: z.number().nullable(),
      successRatio: z.number().nullable(),
    },
    of: (figures) => {
      const failed = shareOf(failures(figures));
      return { errors: figures.errors, errorRatio: failed, successRatio: failed === null ? null : 1 - failed };
    },
    figure: 'errorRatio',
    rows: ({ successRatio = null, errorRatio = null }: Reported) => [
      ['success', show(successRatio)],
      ['errors', show(errorRatio)],
    ],
    grew: () => null,
  },
};

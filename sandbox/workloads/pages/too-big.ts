import type { PageKind } from './page.ts';
import { family, series } from './text.ts';
import { usual } from './usual.ts';

const about = ['app_session_seconds', 'gauge', 'Length of each session.'] as const;

/** One series for each session that there ever was: some 9 MB. */
let sessions: string | undefined;

function sessionLines(): string {
  sessions ??= family(
    'text',
    about,
    Array.from({ length: 125_000 }, (_, at) => sessionLine(at)),
  ).join('\n');
  return sessions;
}

function sessionLine(at: number): string {
  return series(about[0], { session: `${at}`.padStart(40, '0') }, at % 3600);
}

export const tooBig: PageKind = {
  shows: 'a page of 9 MB, with a series for each session that there ever was',
  page(process, format) {
    const { contentType, body } = usual.page(process, format);
    return { contentType, body: `${sessionLines()}\n${body}` };
  },
};

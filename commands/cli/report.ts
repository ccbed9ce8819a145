import { planPicture } from '../../src/messages/picture/plan-picture.ts';
import { reportMarkdown } from '../../src/messages/report/markdown.ts';
import { reportJson, reportOf } from '../../src/messages/report/report.ts';
import { findRelease, type ReleaseHistory } from '../../src/requests/queries.ts';
import { type Command, exit } from './command.ts';
import { redisOf } from './redis-of.ts';

/** `picture`: its plan as SVG. */
const drawn: Record<'json' | 'markdown' | 'picture', (found: ReleaseHistory) => string> = {
  json: ({ events }) => reportJson(reportOf(events)),
  markdown: ({ events }) => reportMarkdown(reportOf(events)),
  picture: ({ release }) => planPicture(release.plan).svg,
};

export const report: Command = {
  usage: '<release> [--json | --markdown | --picture] [--environment <name>]',
  summary: 'prints the report of a release: its number (#142), or a service for its last one',
  options: {
    json: { type: 'boolean' },
    markdown: { type: 'boolean' },
    picture: { type: 'boolean' },
    environment: { type: 'string', short: 'e' },
  },
  words: { min: 1, max: 1 },
  async run({ io, openStore }, { words: [word = ''], options }) {
    const environment = typeof options['environment'] === 'string' ? options['environment'] : null;
    const forms = (['json', 'markdown', 'picture'] as const).filter((form) => options[form] === true);
    const [form = 'markdown', ...more] = forms;
    if (more.length > 0) {
      io.err('One of --json, --markdown and --picture, not more.');
      return exit.usage;
    }
    const read = redisOf(io);
    if (read.kind === 'invalid') {
      io.err(read.problems.join('\n'));
      return exit.wrong;
    }
    const { store, close } = await openStore(read.settings);
    try {
      const found = await findRelease(store, word, environment);
      if (!found) {
        io.err(`There is no release ${word}${environment === null ? '' : ` in ${environment}`}.`);
        return exit.wrong;
      }
      io.out(drawn[form](found));
      return exit.ok;
    } finally {
      close();
    }
  },
};

import { reportMarkdown } from '../../src/messages/report/markdown.ts';
import { reportJson, reportOf } from '../../src/messages/report/report.ts';
import { findRelease } from '../../src/requests/queries.ts';
import { type Command, exit } from './command.ts';
import { redisOf } from './redis-of.ts';

export const report: Command = {
  usage: '<release> [--json | --markdown] [--environment <name>]',
  summary: 'prints the report of a release: its number (#142), or a service for its last one',
  options: { json: { type: 'boolean' }, markdown: { type: 'boolean' }, environment: { type: 'string', short: 'e' } },
  words: { min: 1, max: 1 },
  async run({ io, openStore }, { words: [word = ''], options }) {
    const environment = typeof options['environment'] === 'string' ? options['environment'] : null;
    if (options['json'] && options['markdown']) {
      io.err('Either --json or --markdown, not both.');
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
      const report = reportOf(found.events);
      io.out(options['json'] ? reportJson(report) : reportMarkdown(report));
      return exit.ok;
    } finally {
      close();
    }
  },
};

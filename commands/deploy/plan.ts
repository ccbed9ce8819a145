import { flagWord } from '../../src/domain/deploy-words.ts';
import { readFlagRequest } from './flag.ts';
import { askFor, readRequest } from './request.ts';
import { subcommand } from './subcommand.ts';

export const plan = subcommand({
  usage: 'plan checkout 2.4.1 to production',
  summary: 'show what would happen; nothing is done',
  keepsReason: true,
  parse: (rest, reason) =>
    rest[0]?.toLowerCase() === flagWord
      ? readFlagRequest('plan ', rest.slice(1), reason)
      : readRequest('plan ', rest, reason),
  run: (deps, typed, asked) => askFor(deps, 'plan', typed, asked),
});

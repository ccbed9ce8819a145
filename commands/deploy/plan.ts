import { flagWord, setWord } from '../../src/domain/deploy-words.ts';
import { readFlagRequest } from './flag.ts';
import { askFor, readRequest } from './request.ts';
import { readSetRequest } from './set.ts';
import { subcommand } from './subcommand.ts';

export const plan = subcommand({
  usage: 'plan checkout 2.4.1 to production',
  summary: 'show what would happen; nothing is done',
  keepsReason: true,
  parse(rest, reason) {
    switch (rest[0]?.toLowerCase()) {
      case flagWord:
        return readFlagRequest('plan ', rest.slice(1), reason);
      case setWord:
        return readSetRequest('plan ', rest.slice(1), reason);
      default:
        return readRequest('plan ', rest, reason);
    }
  },
  run: (deps, typed, asked) => askFor(deps, 'plan', typed, asked),
});

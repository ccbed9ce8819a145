import type { z } from 'zod';
import type { Ask } from './ask.ts';
import { type Common, missingWords, pathOf, refOf, repositoryOf } from './common.ts';
import type { Compared, Found, Source, Span } from './source.ts';

/** Where one service compares two commits, and what it answers. */
export interface Comparing<Answer extends z.ZodType> {
  /** As people call the service. */
  name: string;
  /** The repository's own address in the API, in segments. */
  at(repository: string): string[];
  /** Asks for the comparison. */
  ask(repository: string, refs: { from: string; to: string }): ReturnType<Ask>;
  answer: Answer;
  /** Where people read of the repository, to which the rest of a path is added. */
  web(repository: string): string;
  found(answer: z.output<Answer>, span: Span, links: { web: string; compare: string }): Found;
}

/** A source whose API compares two commits. */
export function comparingSource<Answer extends z.ZodType>(
  ask: Ask,
  config: Pick<Common, 'repository' | 'tag'>,
  service: Comparing<Answer>,
): Source {
  const { name } = service;
  return {
    async compare(span) {
      const refs = { from: refOf(config, span.service, span.from), to: refOf(config, span.service, span.to) };
      const repository = repositoryOf(config, span.service);
      const asked = await service.ask(repository, refs);
      if (asked.kind === 'failed') return unknown(asked.why);
      if (asked.kind === 'missing') return unknown(missingWords(name, repository, refs));
      const read = service.answer.safeParse(asked.body);
      if (!read.success) return unknown(`${name} answered something that is no comparison`);
      const compare = `${pathOf(refs.from)}...${pathOf(refs.to)}`;
      return service.found(read.data, span, { web: service.web(repository), compare });
    },
    async check(of) {
      const repository = repositoryOf(config, of);
      const asked = await ask(service.at(repository));
      if (asked.kind === 'failed') return asked.why;
      return asked.kind === 'missing' ? `${name} has no ${repository}, or the token may not read it` : null;
    },
  };
}

function unknown(why: string): Compared {
  return { kind: 'unknown', why };
}

import type { Person } from '../../src/domain/request.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { answering } from '../answer.ts';
import type { BotDeps } from '../deps.ts';

/** A text after `/deploy`, typed or from a button. */
export interface DeployText {
  text: string;
  by: Person;
  /** The same for the same delivery: what is asked twice is done once. */
  key: string;
  channel: string | null;
  responseUrl: string | null;
  triggerId: string | null;
  /** Tells Slack that it was heard; called once what was asked cannot get lost any more. */
  ack(): Promise<void>;
}

/** What is told of it in the help: an example of what follows `/deploy`, and what that does. */
export interface Usage {
  usage: string;
  summary: string;
}

/**
 * Not understood. `problem` is plain text; `suggestion` is a whole command text that would be understood, or null; `known`
 * are the words that would have been understood, in a sentence, or null where no word was unknown.
 */
export interface Misunderstood {
  kind: 'syntax';
  problem: string;
  suggestion: string | null;
  known: string | null;
}

export function syntax(problem: string, suggestion: string | null = null, known: string | null = null): Misunderstood {
  return { kind: 'syntax', problem, suggestion, known };
}

export interface Understood<A extends object> {
  kind: 'understood';
  asked: A;
}

export function understood<A extends object>(asked: A): Understood<A> {
  return { kind: 'understood', asked };
}

interface SubcommandKind<A extends object> extends Usage {
  /** False where a reason would be lost: then one is refused. */
  keepsReason: boolean;
  /** The words after its own; nothing is looked up. */
  parse(rest: readonly string[], reason: string | null): Understood<A> | Misunderstood;
  /** Does it, and acknowledges. @param all what the help lists */
  run(deps: BotDeps, typed: DeployText, asked: A, all: readonly Usage[]): Promise<void>;
}

/** What was meant, ready to be done. */
export interface Meant extends Understood<object> {
  run(deps: BotDeps, typed: DeployText, all: readonly Usage[]): Promise<void>;
}

/** One word after `/deploy`. */
export interface Subcommand extends Usage {
  keepsReason: boolean;
  read(rest: readonly string[], reason: string | null): Meant | Misunderstood;
}

export function subcommand<A extends object>(kind: SubcommandKind<A>): Subcommand {
  const { usage, summary, keepsReason, parse, run } = kind;
  return {
    usage,
    summary,
    keepsReason,
    read(rest, reason) {
      const meant = parse(rest, reason);
      if (meant.kind === 'syntax') return meant;
      return { ...meant, run: (deps, typed, all) => run(deps, typed, meant.asked, all) };
    },
  };
}

/** For what needs no keeping: acknowledged at once, and answered after it. */
export async function answered(deps: BotDeps, typed: DeployText, work: () => Promise<Message | null>): Promise<void> {
  const { by, channel, responseUrl } = typed;
  await typed.ack();
  await answering(deps, { user: by.id, channel, responseUrl }, work);
}

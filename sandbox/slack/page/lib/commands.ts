import type { PageState } from '../../protocol.ts';

type Command = PageState['commands'][number];

/** The commands that a half-typed one may become; none once its name stands there with a space. */
export function completions(commands: Command[], text: string): Command[] {
  if (!/^\/\S*$/.test(text)) return [];
  return commands.filter((entry) => entry.command.startsWith(text.toLowerCase()));
}

/** The command that a text uses, with its arguments begun. */
export function commandFor(commands: Command[], text: string): Command | undefined {
  const name = /^(\/\S+)\s/.exec(text)?.[1];
  return commands.find((entry) => entry.command === name);
}

/** The text sent `back` sends ago (1: the last one; 0: an empty box), undefined beyond either end. */
export function recall(sent: string[], back: number): { text: string; back: number } | undefined {
  if (back === 0) return { text: '', back };
  const text = back > 0 ? sent.at(-back) : undefined;
  return text === undefined || back > sent.length ? undefined : { text, back };
}

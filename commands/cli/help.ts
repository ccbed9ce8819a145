import type { Command } from './command.ts';

/** Answered before any command is looked for, and helped with as one. */
export const versionHelp = { usage: '', summary: 'prints the version' };

/** The help on everything. */
export function helpText(commands: Readonly<Record<string, Command | undefined>>): string {
  const rows = Object.entries(commands).flatMap(([word, command]) =>
    command ? [[`sluice ${word} ${command.usage}`.trim(), command.summary] as const] : [],
  );
  const all = [
    ...rows,
    ['sluice version', versionHelp.summary] as const,
    ['sluice help [command]', 'prints this help'] as const,
  ];
  const width = Math.max(...all.map(([usage]) => usage.length));
  return [
    'Sluice releases software on Kubernetes, controlled from Slack.',
    '',
    ...all.map(([usage, summary]) => `  ${usage.padEnd(width)}  ${summary}`),
    '',
    'Settings come from environment variables: docs/reference/environment.md.',
  ].join('\n');
}

/** The help on one command. */
export function helpOf(word: string, { usage, summary }: Pick<Command, 'usage' | 'summary'>): string {
  return `Usage: sluice ${word} ${usage}`.trimEnd().concat(`\n  ${summary}`);
}

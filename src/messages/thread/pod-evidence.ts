import type { Release } from '../../domain/release.ts';
import { join, say } from '../../words/words.ts';
import { type Block, context, preformatted } from '../blocks/blocks.ts';

/** Of a line, what a phone shows on three of its own. */
const longestLine = 120;

/** The last lines of the log of the pod that failed, and what Kubernetes said of it; empty where nobody could read them. */
export function evidenceBlocks({ evidence }: Release): Block[] {
  if (!evidence) return [];
  const { pod, container, log, events } = evidence;
  const shown = log.map((line) => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line));
  const whose = container === null ? say`Pod ${pod}` : say`Last lines of ${container} in pod ${pod}`;
  return [
    ...(shown.length > 0 ? [context(whose), preformatted(shown)] : []),
    ...(events.length > 0
      ? [
          context(
            say`Events of the pod: ${join(
              events.map((event) => say`${event}`),
              ' · ',
            )}`,
          ),
        ]
      : []),
  ];
}

import type { Message } from '../../src/messages/blocks/blocks.ts';
import { answer } from '../../src/messages/refusals/answers.ts';
import { reportMarkdown } from '../../src/messages/report/markdown.ts';
import { reportJson, reportOf } from '../../src/messages/report/report.ts';
import { historyOf } from '../../src/requests/queries.ts';
import { say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

export const sendMarkdown = sendReport('markdown');
export const sendJson = sendReport('json');

/** The report as a file, in the direct conversation with the person who asked for it. */
function sendReport(format: 'markdown' | 'json') {
  return async ({ requests, slack }: BotDeps, { by, value }: Click): Promise<Message> => {
    const found = value ? await historyOf(requests.store, value.id) : null;
    if (!found) return foreignButton();
    const report = reportOf(found.events);
    const [ending, content] = format === 'json' ? ['json', reportJson(report)] : ['md', reportMarkdown(report)];
    const name = `release-${report.number}.${ending}`;
    const channel = await slack.openDirect(by.id);
    await slack.upload({ name, title: `Release #${report.number}`, content, channel });
    return answer(say`The report of #${report.number} is in our direct messages, as ${name}.`);
  };
}

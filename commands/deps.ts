import type { Catalogue } from '../src/config/catalogue.ts';
import type { SlackPort } from '../src/platform/slack/port.ts';
import type { Telemetry } from '../src/platform/telemetry.ts';
import type { UrgentWork } from '../src/platform/urgent-work.ts';
import type { RequestDeps } from '../src/requests/deps.ts';

/** What the asking edge needs: the use cases' world, and Slack to answer with. */
export interface BotDeps {
  requests: RequestDeps;
  slack: SlackPort;
  telemetry: Telemetry;
  /** Whoever asks is acknowledged before other work is done. */
  urgentWork: Pick<UrgentWork, 'during'>;
  catalogue(): Catalogue;
  /** What those who run Sluice should know, for App Home; plain sentences. */
  warnings(): Promise<string[]>;
}

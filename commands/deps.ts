import type { Catalogue } from '../src/config/catalogue.ts';
import type { SlackPort } from '../src/platform/slack/port.ts';
import type { Telemetry } from '../src/platform/telemetry.ts';
import type { UrgentWork } from '../src/platform/urgent-work.ts';
import type { CardLinks } from '../src/requests/card-links.ts';
import type { RequestDeps } from '../src/requests/deps.ts';
import type { WhatRuns } from '../src/requests/what-runs.ts';

/** What the asking edge needs: the use cases' world, and Slack to answer with. */
export interface BotDeps {
  requests: RequestDeps;
  slack: SlackPort;
  telemetry: Telemetry;
  /** Whoever asks is acknowledged before other work is done. */
  urgentWork: Pick<UrgentWork, 'during'>;
  catalogue(): Catalogue;
  whatRuns: WhatRuns;
  cardLinks: CardLinks;
  /** What those who run Sluice should know, for App Home; plain sentences. */
  warnings(): Promise<string[]>;
}

import { emptyHistogram } from './empty-histogram.ts';
import { dotnet, fastapi, go, grpc, promClient, spring } from './frameworks.ts';
import { html } from './html.ts';
import { noStatus } from './no-status.ts';
import type { PageKind } from './page.ts';
import { probes } from './probes.ts';
import { summary } from './summary.ts';
import { tooBig } from './too-big.ts';
import { usual } from './usual.ts';
import { workers } from './workers.ts';

/** Every kind of page that the pods of a service may show, by the name that people say. */
export const pageKinds = {
  usual,
  workers,
  'no-status': noStatus,
  summary,
  'empty-histogram': emptyHistogram,
  probes,
  'too-big': tooBig,
  html,
  go,
  'prom-client': promClient,
  fastapi,
  spring,
  dotnet,
  grpc,
} as const satisfies Record<string, PageKind>;

export type PageName = keyof typeof pageKinds;

export function isPageName(name: string): name is PageName {
  return Object.hasOwn(pageKinds, name);
}

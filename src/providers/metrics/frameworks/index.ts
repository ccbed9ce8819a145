import { dotnet } from './dotnet.ts';
import { envoy } from './envoy.ts';
import { fastapi } from './fastapi.ts';
import type { Framework } from './framework.ts';
import { go } from './go.ts';
import { grpc } from './grpc.ts';
import { istio } from './istio.ts';
import { micrometer } from './micrometer.ts';
import { nginx } from './nginx.ts';
import { opentelemetry } from './opentelemetry.ts';
import { promClient } from './prom-client.ts';
import { starlette } from './starlette.ts';
import { usual } from './usual.ts';

/** Every framework whose page is recognised, in the order in which they are tried: an application's before a proxy's. */
export const frameworks = {
  fastapi,
  starlette,
  micrometer,
  dotnet,
  opentelemetry,
  promClient,
  go,
  usual,
  grpc,
  nginx,
  istio,
  envoy,
} as const satisfies Record<string, Framework>;

import { caddy } from './caddy.ts';
import { django } from './django.ts';
import { dotnet } from './dotnet.ts';
import { dropwizard } from './dropwizard.ts';
import { echo } from './echo.ts';
import { envoy } from './envoy.ts';
import { fastapi } from './fastapi.ts';
import { flask } from './flask.ts';
import type { Framework } from './framework.ts';
import { gin } from './gin.ts';
import { go } from './go.ts';
import { grpc } from './grpc.ts';
import { haproxy } from './haproxy.ts';
import { istio } from './istio.ts';
import { kong } from './kong.ts';
import { ktor } from './ktor.ts';
import { linkerd } from './linkerd.ts';
import { micrometer } from './micrometer.ts';
import { nginx } from './nginx.ts';
import { opentelemetry } from './opentelemetry.ts';
import { phoenix } from './phoenix.ts';
import { promClient } from './prom-client.ts';
import { rails } from './rails.ts';
import { rust } from './rust.ts';
import { starlette } from './starlette.ts';
import { symfony } from './symfony.ts';
import { traefik } from './traefik.ts';
import { usual } from './usual.ts';
import { vertx } from './vertx.ts';

/** Every framework whose page is recognized, in the order in which they are tried: an application's before a proxy's. */
export const frameworks = {
  fastapi,
  starlette,
  flask,
  django,
  micrometer,
  vertx,
  ktor,
  dropwizard,
  dotnet,
  rails,
  phoenix,
  symfony,
  gin,
  echo,
  rust,
  opentelemetry,
  promClient,
  go,
  usual,
  grpc,
  linkerd,
  nginx,
  traefik,
  caddy,
  haproxy,
  kong,
  istio,
  envoy,
} as const satisfies Record<string, Framework>;

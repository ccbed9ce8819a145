import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** Vert.x' Micrometer module, whose names changed with version 4. Without `publishQuantiles` there are no buckets. */
export const vertx: Framework = {
  title: 'Vert.x',
  marks: [],
  requests: [
    { metric: 'vertx_http_server_requests_total', failures: byStatus('code') },
    { metric: 'vertx_http_server_requestCount_total', failures: byStatus('code') },
  ],
  durations: [
    { metric: 'vertx_http_server_response_time_seconds', unit: 'seconds' },
    { metric: 'vertx_http_server_responseTime_seconds', unit: 'seconds' },
  ],
  probes: byUsualPath,
};

import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `prometheus-net`. What ASP.NET Core itself measures has OpenTelemetry's names. */
export const dotnet: Framework = {
  title: '.NET (prometheus-net)',
  marks: [],
  requests: [{ metric: 'http_requests_received_total', failures: byStatus('code') }],
  durations: [{ metric: 'http_request_duration_seconds', unit: 'seconds' }],
  probes: byUsualPath,
};

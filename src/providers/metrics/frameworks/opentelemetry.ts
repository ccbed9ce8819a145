import { byUsualPath, grpcProbeMethods, grpcProbes } from '../probes.ts';
import { byStatus, type Framework, grpcFailures } from './framework.ts';

const status = byStatus('http_response_status_code', 'http_status_code');
const grpcStatus = ['rpc_response_status_code', 'rpc_grpc_status_code'].map((label) => ({
  label,
  matches: grpcFailures,
}));

/**
 * The semantic names of today and those from before they were stable, as the exporter for Prometheus spells
 * them, with units behind them or without.
 */
export const opentelemetry: Framework = {
  title: 'OpenTelemetry',
  marks: [],
  requests: [
    { metric: 'http_server_request_duration_seconds_count', failures: status },
    { metric: 'http_server_duration_milliseconds_count', failures: status },
    { metric: 'http_server_duration_seconds_count', failures: status },
    { metric: 'http_server_request_duration_count', failures: status },
    { metric: 'http_server_duration_count', failures: status },
    { metric: 'rpc_server_call_duration_seconds_count', failures: grpcStatus },
    { metric: 'rpc_server_duration_milliseconds_count', failures: grpcStatus },
  ],
  durations: [
    { metric: 'http_server_request_duration_seconds', unit: 'seconds' },
    { metric: 'http_server_duration_milliseconds', unit: 'milliseconds' },
    { metric: 'http_server_duration_seconds', unit: 'seconds' },
    { metric: 'http_server_request_duration', unit: 'seconds' },
    { metric: 'http_server_duration', unit: 'milliseconds' },
    { metric: 'rpc_server_call_duration_seconds', unit: 'seconds' },
    { metric: 'rpc_server_duration_milliseconds', unit: 'milliseconds' },
  ],
  probes: [
    ...byUsualPath,
    { label: 'rpc_service', matches: grpcProbes },
    { label: 'rpc_method', matches: grpcProbeMethods },
  ],
};

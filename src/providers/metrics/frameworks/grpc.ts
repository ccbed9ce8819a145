import { grpcProbes } from '../probes.ts';
import { type Framework, grpcFailures } from './framework.ts';

/** The interceptors for Go, Java and others, which share their names. */
export const grpc: Framework = {
  title: 'gRPC',
  marks: [],
  requests: [
    {
      metric: 'grpc_server_handled_total',
      failures: ['grpc_code', 'code', 'grpc_status'].map((label) => ({ label, matches: grpcFailures })),
    },
  ],
  durations: [{ metric: 'grpc_server_handling_seconds', unit: 'seconds' }],
  probes: [{ label: 'grpc_service', matches: grpcProbes }],
};

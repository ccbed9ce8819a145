import { gatewayRoute } from './gateway-route.ts';

export const grpcRoutes = gatewayRoute('GRPCRoute', 'v1');

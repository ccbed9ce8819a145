import { gatewayRoute } from './gateway-route.ts';

export const tcpRoutes = gatewayRoute('TCPRoute', 'v1', 'v1alpha2');

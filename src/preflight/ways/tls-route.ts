import { gatewayRoute } from './gateway-route.ts';

export const tlsRoutes = gatewayRoute('TLSRoute', 'v1', 'v1alpha3', 'v1alpha2');

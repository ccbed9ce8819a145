import { gatewayRoute } from './gateway-route.ts';

export const httpRoutes = gatewayRoute('HTTPRoute', 'v1', 'v1beta1');

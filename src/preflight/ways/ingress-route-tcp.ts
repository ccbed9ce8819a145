import { traefikRoute } from './traefik-route.ts';

export const tcpIngressRoutes = traefikRoute('IngressRouteTCP');

import { traefikRoute } from './traefik-route.ts';

export const ingressRoutes = traefikRoute('IngressRoute');

import { byClass, type Framework } from './framework.ts';

const jetty = 'io_dropwizard_jetty_MutableServletContextHandler';

/** Jetty's own figures by way of Prometheus' collector for Dropwizard: a counter for each class of status, without paths. */
export const dropwizard: Framework = {
  title: 'Dropwizard',
  marks: [],
  requests: [{ metric: `${jetty}_?xx_responses_total`, failures: byClass }],
  durations: [{ metric: `${jetty}_requests`, unit: 'seconds' }],
  probes: [],
};

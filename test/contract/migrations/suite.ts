import { aroundSuite } from './around-suite.ts';
import { jobSuite } from './job-suite.ts';
import { lookSuite } from './look-suite.ts';
import { lossSuite } from './loss-suite.ts';
import { smokeSuite } from './smoke-suite.ts';
import type { JobCluster } from './stage.ts';
import { wayBackSuite } from './way-back-suite.ts';

/** @param make a cluster with a namespace of its own */
export function migrationSuite(where: string, make: () => Promise<JobCluster>): void {
  jobSuite(where, make);
  aroundSuite(where, make);
  lookSuite(where, make);
  lossSuite(where, make);
  wayBackSuite(where, make);
  smokeSuite(where, make);
}

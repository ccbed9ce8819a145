import { createMemoryStore } from '../../support/memory-store.ts';
import { storeSuite } from './suite.ts';

storeSuite('memory', async () => createMemoryStore());

/** Entry of the worker thread of a batch. */
import { runAsWorker } from '../worker-entry.ts';
import { startAutocannon } from './autocannon-driver.ts';
import { BatchWorker } from './batch-worker.ts';

runAsWorker((stage, post) => new BatchWorker(stage, post, startAutocannon));

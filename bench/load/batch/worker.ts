/** Entry of the worker thread of a batch: one stage, then the thread ends. */
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '../worker-messages.ts';
import { startAutocannon } from './autocannon-driver.ts';
import { BatchWorker } from './batch-worker.ts';

const port = parentPort;
if (!port) throw new Error('the batch worker runs as a worker thread only');
let worker: BatchWorker | null = null;

port.on('message', (message: ToWorker) => {
	switch (message.kind) {
		case 'stage':
			worker = new BatchWorker(
				message.stage,
				(out, transfer) => {
					port.postMessage(out, transfer);
					if (out.kind === 'done') port.close();
				},
				startAutocannon
			);
			break;
		case 'go':
			worker?.go(message.zeroHrMs);
			break;
		case 'stop':
			worker?.stop();
			break;
		case 'abort':
			worker?.abort();
			break;
		case 'followUp':
		case 'end':
			throw new Error('a batch has no conversations');
	}
});

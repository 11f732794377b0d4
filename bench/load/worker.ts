/** Entry of a load worker thread: one stage, then the thread ends. */
import { parentPort } from 'node:worker_threads';
import { StageWorker } from './stage-worker.ts';
import { warmUpReader } from './warm-up.ts';
import type { ToWorker } from './worker-messages.ts';

const port = parentPort;
if (!port) throw new Error('the load worker runs as a worker thread only');
let worker: StageWorker | null = null;
warmUpReader();

port.on('message', (message: ToWorker) => {
	switch (message.kind) {
		case 'stage':
			worker = new StageWorker(message.stage, (out, transfer) => {
				port.postMessage(out, transfer);
				if (out.kind === 'done') port.close();
			});
			break;
		case 'go':
			worker?.go(message.zeroHrMs);
			break;
		case 'followUp':
			worker?.followUp(message.ordinal, message.request, message.dueMs);
			break;
		case 'end':
			worker?.endConversation(message.ordinal);
			break;
		case 'stop':
			worker?.stop();
			break;
		case 'abort':
			worker?.abort();
			break;
	}
});

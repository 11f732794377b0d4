/** What every worker thread of a load does with what the main thread says: one stage, then the thread ends. */
import { parentPort } from 'node:worker_threads';
import type { Post } from './attempt-outbox.ts';
import type { ToWorker, WorkerStage } from './worker-messages.ts';

interface StageRunner {
	go(zeroHrMs: number): void;
	stop(): void;
	abort(): void;
	followUp?(ordinal: number, request: Uint8Array, dueMs: number | null): void;
	endConversation?(ordinal: number): void;
	sendHeld?(): void;
}

/** Listens on the port of this thread; `start` begins the stage that comes. Throws outside a worker thread. */
export const runAsWorker = (start: (stage: WorkerStage, post: Post) => StageRunner): void => {
	const port = parentPort;
	if (!port) throw new Error('this runs as a worker thread only');
	let runner: StageRunner | null = null;
	port.on('message', (message: ToWorker) => {
		switch (message.kind) {
			case 'stage':
				runner = start(message.stage, (out, transfer) => {
					port.postMessage(out, transfer);
					if (out.kind === 'done') port.close();
				});
				break;
			case 'go':
				runner?.go(message.zeroHrMs);
				break;
			case 'followUp':
				runner?.followUp?.(message.ordinal, message.request, message.dueMs);
				break;
			case 'end':
				runner?.endConversation?.(message.ordinal);
				break;
			case 'credit':
				runner?.sendHeld?.();
				break;
			case 'stop':
				runner?.stop();
				break;
			case 'abort':
				runner?.abort();
				break;
		}
	});
};

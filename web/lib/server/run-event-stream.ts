/** What is told of a run as server-sent events: `progress`, `error`, and `end`, after which the stream ends. */
import { answerTo } from './api/error-response.ts';
import { isLast, type RunNews, type RunWatcher } from './run-watcher.ts';

export interface EventStreamOptions {
	/** Gets what is not meant for a person, under the id that the person is shown. */
	log: (id: string, error: unknown) => void;
	/** Pause between two comments that keep a quiet connection known to be alive, ms. */
	heartbeatMs?: number;
	/** Ends the stream when it is aborted; a browser asks again by itself. */
	stopping?: AbortSignal;
	/** Called when the reader has come, and when the stream has ended, whoever ended it. */
	onOpen?: (change: 1 | -1) => void;
}

const eventText = (name: string, id: number, data: unknown): string =>
	`id: ${String(id)}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** Events of one reader. A reader who is slow gets the newest state when there is room again, not those in between. */
export const runEventStream = (
	watcher: RunWatcher,
	runId: string,
	{ log, heartbeatMs = 15_000, stopping, onOpen }: EventStreamOptions
): ReadableStream<Uint8Array> => {
	const encoder = new TextEncoder();
	let newest: RunNews | null = null;
	let sent = 0;
	let stopWatching = (): void => undefined;
	let heartbeat: NodeJS.Timeout | undefined;
	let isOpen = true;
	let endNow = (): void => undefined;
	const release = (): void => {
		if (!isOpen) return;
		isOpen = false;
		clearInterval(heartbeat);
		stopWatching();
		stopping?.removeEventListener('abort', endNow);
		onOpen?.(-1);
	};
	const hasRoom = ({ desiredSize }: ReadableStreamDefaultController): boolean =>
		(desiredSize ?? 0) > 0;
	const flush = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
		if (newest === null || !hasRoom(controller)) return;
		const news = newest;
		newest = null;
		const texts: string[] = [];
		if (news.kind === 'error') {
			texts.push(eventText('error', ++sent, answerTo(news.error, log).body));
		} else {
			texts.push(eventText('progress', ++sent, news.report));
			if (news.kind === 'end') texts.push(eventText('end', ++sent, news.report));
		}
		controller.enqueue(encoder.encode(texts.join('')));
		if (!isLast(news)) return;
		release();
		controller.close();
	};
	return new ReadableStream<Uint8Array>({
		start: (controller) => {
			onOpen?.(1);
			endNow = () => {
				release();
				controller.close();
			};
			stopping?.addEventListener('abort', endNow);
			heartbeat = setInterval(() => {
				if (hasRoom(controller)) controller.enqueue(encoder.encode(': still here\n\n'));
			}, heartbeatMs);
			stopWatching = watcher.watch(runId, (news) => {
				newest = news;
				flush(controller);
			});
		},
		pull: flush,
		cancel: release
	});
};

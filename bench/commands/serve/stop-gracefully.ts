/** Stops a server: lets in nobody else, answers what was asked, and gives up on what takes too long. */
import type { RequestListener, Server, ServerResponse } from 'node:http';

export interface GracefulServer {
	/** What the server is made with: counts what is being answered, and refuses what comes once it stops. */
	listener: RequestListener;
	/** Resolves when nothing is open any more: soon after the last answer, at the latest when the grace is over. */
	stop: (server: Server, graceMs: number) => Promise<void>;
}

export const gracefulServer = (answer: RequestListener): GracefulServer => {
	const unanswered = new Set<ServerResponse>();
	let whenAnswered: (() => void) | null = null;
	return {
		listener: (request, response) => {
			if (whenAnswered) {
				response.writeHead(503, { connection: 'close', 'retry-after': '5' }).end();
				return;
			}
			unanswered.add(response);
			response.once('close', () => {
				unanswered.delete(response);
				if (unanswered.size === 0) whenAnswered?.();
			});
			answer(request, response);
		},
		stop: (server, graceMs) =>
			new Promise((resolve) => {
				// Whoever has asked nothing, or not to the end of the head, has no answer to wait for.
				const end = (): void => {
					clearTimeout(late);
					server.closeAllConnections();
				};
				const late = setTimeout(end, graceMs);
				server.close(() => {
					clearTimeout(late);
					resolve();
				});
				whenAnswered = end;
				if (unanswered.size === 0) end();
			})
	};
};

/** A request that meets a fault before it gets any answer: on its way in, after the overhead. */
import { emulatedErrorMessage } from './dialect.ts';
import type { EngineJob } from './engine-clock.ts';
import type { AtOnceFault } from './fault.ts';
import { flood, headerBlock } from './flood.ts';
import { emulatedHeader, sendBody, sendError, sendServerError } from './respond.ts';
import type { Addressee } from './respond.ts';

const htmlPage =
	'<!doctype html><html><head><title>Emulated page</title></head><body><h1>This is a web page, not an API.</h1></body></html>\n';

const strike = (addressee: Addressee, fault: AtOnceFault): void => {
	const { outgoing } = addressee;
	switch (fault) {
		case 'rateLimited':
			sendServerError(addressee, 'rate-limited', emulatedErrorMessage.rateLimited);
			return;
		case 'serverError':
			sendServerError(addressee, 'server', emulatedErrorMessage.serverError);
			return;
		case 'unauthorized':
			sendError(addressee, 'authentication', emulatedErrorMessage.unauthorized);
			return;
		case 'htmlPage':
			sendBody(addressee, 200, 'text/html; charset=utf-8', htmlPage);
			return;
		case 'nothing':
			outgoing.destroy();
			return;
		case 'endlessHeader': {
			// Without a socket of its own (a pipelined request) there is nowhere to write to.
			if (outgoing.socket === null) {
				outgoing.destroy();
				return;
			}
			const marks = Object.entries(emulatedHeader).map(([name, value]) => `${name}: ${value}\r\n`);
			outgoing.socket.write(`HTTP/1.1 200 OK\r\n${marks.join('')}`);
			flood(outgoing.socket, headerBlock);
		}
	}
};

export const createAtOnceJob = (
	addressee: Addressee,
	fault: AtOnceFault,
	leave: () => void
): EngineJob => ({
	admitted() {
		strike(addressee, fault);
		leave();
	},
	refused() {
		sendServerError(addressee, 'rate-limited', emulatedErrorMessage.queueFull);
	},
	token: () => undefined
});

/** Batch mode over autocannon: the one file that starts it. None of its own figures is used. */
import { isIPv6 } from 'node:net';
import autocannon from 'autocannon';
import { BenchError, errorMessage } from '#core/errors.ts';
import { connectFailureCode } from '../connect-failure.ts';
import { AutocannonSlot, type AutocannonClient, type SlotHooks } from './autocannon-slot.ts';
import type {
	BatchDriver,
	BatchHooks,
	BatchRequest,
	BatchSettings,
	StartBatchDriver
} from './batch-driver.ts';
import { requestPartsOf, type RequestParts } from './request-parts.ts';

/** How often autocannon looks whether it has ended, ms. */
const lookMs = 20;
/** Failed connects in a row, beyond one for each slot, after which the endpoint counts as gone. */
const spareConnects = 5;
const firstWaitMs = 100;
const longestWaitMs = 5_000;

class AutocannonDriver implements BatchDriver {
	readonly #slots: AutocannonSlot[] = [];
	/** What is being built: for a connection that stands, and for one that is being set up. */
	#building: BatchRequest | null = null;
	#first: BatchRequest | null = null;
	#failedConnects = 0;
	#isStopped = false;
	#gaveUp: string | null = null;
	#opened = 0;
	#reconnects = 0;
	#bytes = 0;

	constructor(settings: BatchSettings, hooks: BatchHooks) {
		const { address, connections, amount, timeoutMs } = settings;
		if (address.tlsServerName !== null) {
			throw new BenchError(
				'E_CONFIG',
				'batch mode does not check certificates, so it takes no TLS'
			);
		}
		const host = isIPv6(address.ip) ? `[${address.ip}]` : address.ip;
		const options = {
			url: `http://${host}:${String(address.port)}`,
			connections,
			// A number of requests, as a duration drops those in flight without a word. Each slot ends when there are no more.
			amount,
			// It counts each failed connect and timeout; slots give up long before, this is the second lock.
			bailout: amount + connections * (spareConnects + 1),
			// Whole seconds from one on; slots set the real time.
			timeout: Math.max(1, timeoutMs / 1_000),
			pipelining: 1,
			sampleInt: lookMs,
			skipAggregateResult: true,
			// Without a rate nothing is corrected for coordinated omission, and saying so is an error to it.
			requests: [
				{
					setupRequest: (request: object): object => ({ ...request, ...this.#parts(hooks) })
				}
			],
			setupClient: (client: AutocannonClient): void => {
				this.#slots.push(this.#slot(client, settings, hooks));
			}
		};
		autocannon(options as unknown as autocannon.Options, (error: unknown) => {
			if (error) this.#gaveUp ??= errorMessage(error);
			hooks.finished(this.#gaveUp);
		});
	}

	stop(): void {
		this.#isStopped = true;
		for (const slot of this.#slots) {
			if (!slot.isBusy) slot.cut('never-sent', 'stopped before it was sent');
		}
	}

	cut(code: 'aborted' | 'total-timeout', message: string): void {
		this.#isStopped = true;
		for (const slot of this.#slots) slot.cut(code, message);
	}

	counts(): ReturnType<BatchDriver['counts']> {
		return {
			connectionsOpened: this.#opened,
			reconnects: this.#reconnects,
			bytesReceived: this.#bytes
		};
	}

	/** autocannon builds the first request of a connection before anything else of it exists. */
	#parts(hooks: BatchHooks): RequestParts {
		const request = this.#building ?? (this.#first = hooks.take());
		if (!request) throw new BenchError('E_INTERNAL', 'a connection without a request');
		return requestPartsOf(request.bytes);
	}

	#slot(
		client: AutocannonClient,
		{ connections, timeoutMs, maxBodyBytes }: BatchSettings,
		hooks: BatchHooks
	): AutocannonSlot {
		const first = this.#first;
		if (!first) throw new BenchError('E_INTERNAL', 'a connection was set up without a request');
		this.#first = null;
		const index = this.#slots.length;
		const shared: SlotHooks = {
			nowMs: () => hooks.nowMs(),
			timeoutMs,
			maxBodyBytes,
			take: () => (this.#isStopped ? null : hooks.take()),
			isExhausted: () => this.#isStopped || hooks.isExhausted(),
			sendAs: (request, send) => {
				this.#building = request;
				send();
				this.#building = null;
			},
			begun: () => {
				hooks.begun();
			},
			ended: (exchange) => {
				const pauseMs = hooks.ended(exchange, index);
				// Slots in a pause have nothing to wait for any more.
				if (hooks.isExhausted()) for (const slot of this.#slots) slot.endIfIdle();
				return pauseMs;
			},
			connected: (isFirst) => {
				this.#failedConnects = 0;
				this.#opened++;
				if (!isFirst) this.#reconnects++;
			},
			connectFailed: (failuresInARow, error) => {
				if (++this.#failedConnects >= connections + spareConnects) this.#giveUp(error);
				return this.#isStopped
					? null
					: Math.min(longestWaitMs, firstWaitMs * 2 ** (failuresInARow - 1));
			},
			received: (bytes) => {
				this.#bytes += bytes;
			}
		};
		return new AutocannonSlot(client, first, shared);
	}

	#giveUp(error: Error): void {
		if (this.#gaveUp !== null) return;
		this.#gaveUp = error.message;
		this.#isStopped = true;
		for (const slot of this.#slots) {
			if (!slot.isBusy) slot.cut(connectFailureCode(error), error.message);
		}
	}
}

/** Starts autocannon on this thread. Throws E_CONFIG for an address over TLS. */
export const startAutocannon: StartBatchDriver = (settings, hooks) =>
	new AutocannonDriver(settings, hooks);

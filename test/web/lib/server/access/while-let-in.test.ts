/** Streams whose reader may be shut out while they go on. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { endingWhenShutOut, whileLetIn } from '#lib/server/access/while-let-in.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A stream that says something now and then, for ever, and whether it was told to stop. */
const endless = () => {
	const told = { isCancelled: false };
	let timer: NodeJS.Timeout;
	const stream = new ReadableStream<Uint8Array>({
		start: (controller) => {
			timer = setInterval(() => {
				controller.enqueue(bytes('still here\n'));
			}, 1);
		},
		cancel: () => {
			clearInterval(timer);
			told.isCancelled = true;
		}
	});
	return { stream, told };
};

const textOf = (stream: ReadableStream<Uint8Array>): Promise<string> => new Response(stream).text();

test('A stream that ends by itself is passed on byte for byte, however it is cut.', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })), async (parts) => {
			const source = new ReadableStream<Uint8Array>({
				start: (controller) => {
					for (const part of parts) controller.enqueue(part);
					controller.close();
				}
			});
			const passed = whileLetIn(source, { isLetIn: () => Promise.resolve(false), everyMs: 60_000 });
			const got = await new Response(passed).arrayBuffer();
			expect(Buffer.from(got)).toEqual(Buffer.concat(parts));
		})
	);
});

test('One that goes on ends, as if it were complete, once its reader is not let in any more, and its source is told.', async () => {
	const { stream, told } = endless();
	let looks = 0;
	const isLetIn = (): Promise<boolean> => Promise.resolve(++looks < 3);
	expect(await textOf(whileLetIn(stream, { isLetIn, everyMs: 5 }))).toMatch(/^(?:still here\n)+$/);
	expect([looks, told.isCancelled]).toEqual([3, true]);
});

test('A silent one ends so too.', async () => {
	const isLetIn = (): Promise<boolean> => Promise.resolve(false);
	const silent = new ReadableStream<Uint8Array>();
	expect(await textOf(whileLetIn(silent, { isLetIn, everyMs: 5 }))).toBe('');
});

test('Where nobody knows whether the reader is let in, it goes on, and is asked again.', async () => {
	const { stream } = endless();
	let looks = 0;
	const isLetIn = vi.fn(() =>
		++looks === 1 ? Promise.reject(new Error('locked')) : Promise.resolve(false)
	);
	await textOf(whileLetIn(stream, { isLetIn, everyMs: 5 }));
	expect(isLetIn).toHaveBeenCalledTimes(2);
});

test('A reader who goes away stops the source, and nobody is asked for any more.', async () => {
	const { stream, told } = endless();
	const isLetIn = vi.fn(() => Promise.resolve(true));
	const passed = whileLetIn(stream, { isLetIn, everyMs: 5 }).getReader();
	await passed.read();
	await passed.cancel();
	expect(told.isCancelled).toBe(true);
	const { length } = isLetIn.mock.calls;
	await new Promise((later) => setTimeout(later, 50));
	expect(isLetIn).toHaveBeenCalledTimes(length);
});

test('A source that has failed unseen, or does not stop well, does no harm when its reader is shut out.', async () => {
	let fail = (): void => undefined;
	const failing = new ReadableStream<Uint8Array>({
		start: (controller) => {
			controller.enqueue(bytes('one'));
			fail = () => {
				controller.error(new Error('broken'));
			};
		}
	});
	const stubborn = new ReadableStream<Uint8Array>({
		cancel: () => Promise.reject(new Error('not now'))
	});
	const isLetIn = (): Promise<boolean> => Promise.resolve(false);
	const first = whileLetIn(failing, { isLetIn, everyMs: 5 });
	await new Promise((later) => setTimeout(later, 1));
	fail();
	const rejected = vi.fn();
	process.on('unhandledRejection', rejected);
	expect(await textOf(whileLetIn(stubborn, { isLetIn, everyMs: 5 }))).toBe('');
	await new Promise((later) => setTimeout(later, 50));
	await textOf(first).catch(() => undefined);
	process.off('unhandledRejection', rejected);
	expect(rejected).not.toHaveBeenCalled();
});

test('A source that fails fails its reader.', async () => {
	const failing = new ReadableStream<Uint8Array>({
		pull: () => Promise.reject(new Error('broken'))
	});
	const passed = whileLetIn(failing, { isLetIn: () => Promise.resolve(true), everyMs: 60_000 });
	await expect(textOf(passed)).rejects.toThrow('broken');
});

test('Only a stream of events is looked after: other answers are there at once.', () => {
	const isLetIn = (): Promise<boolean> => Promise.resolve(true);
	const page = new Response('page', { headers: { 'content-type': 'text/html' } });
	expect(endingWhenShutOut(page, isLetIn)).toBe(page);
	const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
	const events = endingWhenShutOut(new Response('data: 1\n\n', { headers }), isLetIn);
	expect([events.status, Object.fromEntries(events.headers)]).toEqual([200, headers]);
});

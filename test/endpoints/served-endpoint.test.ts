import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEndpoint, type StartEndpointOptions } from '#bench/endpoints/served-endpoint.ts';
import type { ChildSettings } from './served-endpoint-child.ts';

const start = (mode: ChildSettings['mode'], options: Partial<StartEndpointOptions> = {}) =>
	startEndpoint({
		module: new URL('served-endpoint-child.ts', import.meta.url),
		settings: { mode } satisfies ChildSettings,
		name: 'the child',
		...options
	});

/** Whether anything listens at the address. */
const answers = (url: string): Promise<boolean> =>
	fetch(url).then(
		() => true,
		() => false
	);

/** Starts a process that starts the child, and reads its output line by line. */
const startParent = (): { parent: ChildProcess; nextLine: () => Promise<string> } => {
	const parent = spawn(
		process.execPath,
		[fileURLToPath(new URL('served-endpoint-parent.ts', import.meta.url))],
		{ stdio: ['ignore', 'pipe', 'inherit'], detached: true }
	);
	onTestFinished(() => {
		parent.kill('SIGKILL');
	});
	const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
	return { parent, nextLine: async () => String((await lines.next()).value) };
};

describe('an endpoint in a process of its own', () => {
	it('serves on loopback, hands its settings over and reports its facts', async () => {
		await using endpoint = await start('serve');
		expect(endpoint.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		expect(endpoint.pid).not.toBe(process.pid);
		expect(endpoint.info).toEqual({ mode: 'serve' });
		const answer: unknown = await (await fetch(endpoint.baseUrl)).json();
		expect(answer).toMatchObject({ settings: { mode: 'serve' } });
	});

	it('does not see the secrets in the environment of its parent', async () => {
		process.env['SOME_API_KEY'] = 'secret';
		onTestFinished(() => {
			delete process.env['SOME_API_KEY'];
		});
		await using endpoint = await start('serve');
		const { environment } = (await (await fetch(endpoint.baseUrl)).json()) as {
			environment: string[];
		};
		expect(environment).toContain('PATH');
		expect(environment).not.toContain('SOME_API_KEY');
		expect(environment).not.toContain('NODE_OPTIONS');
	});

	it('is gone after stop, which may be called twice and does not count as ending by itself', async () => {
		const endpoint = await start('serve');
		let ended = false;
		void endpoint.ended.then(() => {
			ended = true;
		});
		await Promise.all([endpoint.stop(), endpoint.stop()]);
		expect(await answers(endpoint.baseUrl)).toBe(false);
		expect(ended).toBe(false);
	});

	it('is killed after the grace period if it does not close', async () => {
		const endpoint = await start('never-close', { stopGraceMs: 50 });
		await endpoint.stop();
		expect(await answers(endpoint.baseUrl)).toBe(false);
	});

	it('passes on the BenchError of a child that cannot serve', async () => {
		await expect(start('bench-error')).rejects.toMatchObject({
			name: 'BenchError',
			code: 'E_MODEL_FILE',
			message: 'model.gguf is empty',
			hint: 'Get it again.'
		});
	});

	it('names the endpoint when the child fails in an unforeseen way', async () => {
		await expect(start('error')).rejects.toMatchObject({
			code: 'E_INTERNAL',
			message: 'the child could not start: no room at the inn'
		});
	});

	it('says how a child died before it was ready, and what it said last', async () => {
		await expect(start('die')).rejects.toMatchObject({
			code: 'E_INTERNAL',
			message: 'the child ended by itself (signal SIGABRT); its last output: the last thing it said'
		});
	});

	it('gives up on a child that is not ready in time', async () => {
		await expect(start('hang', { startTimeoutMs: 300 })).rejects.toMatchObject({
			code: 'E_INTERNAL',
			message: 'the child was not ready after 0.3 s'
		});
	});

	it('gives up when it is interrupted before or while it starts', async () => {
		const interrupted = { code: 'E_INTERRUPTED' };
		await expect(start('serve', { signal: AbortSignal.abort() })).rejects.toMatchObject(
			interrupted
		);
		const stop = new AbortController();
		const starting = start('hang', { signal: stop.signal });
		stop.abort();
		await expect(starting).rejects.toMatchObject(interrupted);
	});

	it('reports a child that ends by itself while it serves', async () => {
		await using endpoint = await start('serve');
		await answers(`${endpoint.baseUrl}/die`);
		expect(await endpoint.ended).toBe('the child ended by itself (signal SIGABRT)');
	});

	it('dies with a parent that is killed', async () => {
		const { parent, nextLine } = startParent();
		const url = await nextLine();
		expect(await answers(url)).toBe(true);
		parent.kill('SIGKILL');
		await expect.poll(() => answers(url)).toBe(false);
	});

	it('does not get the Ctrl-C of its parent, and dies when the parent ends on its own', async () => {
		const { parent, nextLine } = startParent();
		const url = await nextLine();
		// What a terminal does: the signal goes to the whole process group of the parent.
		process.kill(-parent.pid!, 'SIGINT');
		expect(await nextLine()).toBe('still answers 200');
		await expect.poll(() => answers(url)).toBe(false);
	});
});

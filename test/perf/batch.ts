/**
 * Do batch mode and the streaming engine find the same throughput where the endpoint has no queue? Both load one emulated endpoint in
 * this process by turns: a closed loop that streams, a batch that streams, and a batch of whole answers. Prints figures; judges nothing.
 * `npm run perf:batch`, `-- --rounds 5 --concurrency 32 --requests 640`.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { defaultLimits } from '#core/config.ts';
import { steadyThroughput, type BatchSpan } from '#core/batch-throughput.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { msToS } from '#core/units.ts';
import { serveEmulator } from '#bench/endpoints/emulator/emulator-server.ts';
import { readAttempt } from '#bench/load/read-attempt.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage } from '#bench/load/run-stage.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '3' },
		concurrency: { type: 'string', default: '16' },
		requests: { type: 'string', default: '320' }
	}
});
const [rounds, concurrency, requests] = [values.rounds, values.concurrency, values.requests].map(
	Number
) as [number, number, number];

const runs: { name: string; shape: LoadShape; stream: boolean }[] = [
	{ name: 'closed, streamed', shape: { kind: 'closed', concurrency, requests }, stream: true },
	{
		name: 'batch, streamed',
		shape: { kind: 'batch', concurrency, requests, stream: true },
		stream: true
	},
	{
		name: 'batch, whole',
		shape: { kind: 'batch', concurrency, requests, stream: false },
		stream: false
	}
];

const answer = Array.from({ length: 40 }, (_, i) => `word${String(i)}`).join(' ');
const server = await serveEmulator({
	model: 'm',
	performance: { prefillTokensPerS: 10_000, decodeStepMs: 5, slots: concurrency, queueLimit: 0 },
	quality: 1,
	seed: 1,
	answers: [{ user: 'Say the words.', right: answer, wrong: ['none'] }]
});

interface Figures {
	completed: number;
	wholePerS: number;
	steadyPerS: number;
	clientCpuShare: number;
}

const measure = async (shape: LoadShape, stream: boolean): Promise<Figures> => {
	const request = renderRequest(
		openaiChat.buildRequest(
			{ baseUrl: `http://127.0.0.1:${String(server.port)}/v1`, model: 'm', apiKey: null },
			{
				system: null,
				messages: [{ role: 'user', content: 'Say the words.' }],
				maxOutputTokens: 400,
				stream,
				temperature: null,
				seed: null,
				extraBody: {}
			}
		)
	);
	const host = `127.0.0.1:${String(server.port)}`;
	const spans: BatchSpan[] = [];
	const running = startStage({
		address: { ip: '127.0.0.1', port: server.port, tlsServerName: null, host },
		requests: [request],
		shape,
		seed: 1,
		workers: 1,
		limits: defaultLimits,
		onAttempt: (raw) => {
			const { attempt } = readAttempt(raw, {
				id: String(raw.ordinal),
				stageId: 'perf',
				itemId: null,
				trial: 0,
				protocol: openaiChat,
				stream,
				price: null,
				priceVersion: null,
				secrets: [],
				keepStream: false
			});
			spans.push({
				sentMs: attempt.sentMs,
				endMs: raw.endMs,
				isCompleted: attempt.outcome === 'ok',
				outputTokens: attempt.usage?.outputTokens ?? null
			});
		}
	});
	const { reports } = await running.done;
	const done = spans.filter(({ isCompleted }) => isCompleted);
	const windowS = msToS(
		Math.max(...spans.map(({ endMs }) => endMs)) -
			Math.min(...spans.map(({ sentMs }) => sentMs ?? 0))
	);
	const tokens = done.reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0);
	const [report] = reports;
	return {
		completed: done.length,
		wholePerS: tokens / windowS,
		steadyPerS: steadyThroughput(spans, concurrency)?.outputTokensPerS ?? Number.NaN,
		clientCpuShare: report ? report.cpuMs / report.wallMs : Number.NaN
	};
};

const median = (figures: readonly number[]): number =>
	[...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;

const found = runs.map(() => [] as Figures[]);
for (let round = 0; round < rounds; round++) {
	// By turns and in another order each time, so that all of them meet the same machine.
	for (let i = 0; i < runs.length; i++) {
		const place = (i + round) % runs.length;
		const run = runs[place];
		if (run) found[place]?.push(await measure(run.shape, run.stream));
	}
}
await server.close();
const lines = runs.map(({ name }, i) => {
	const each = found[i] ?? [];
	const ratio = (of: (figures: Figures) => number): string =>
		median(each.map((figures, round) => of(figures) / of(found[0]?.[round] ?? figures))).toFixed(3);
	return [
		name.padEnd(18),
		String(each.reduce((sum, { completed }) => sum + completed, 0)).padStart(9),
		median(each.map(({ wholePerS }) => wholePerS))
			.toFixed(0)
			.padStart(12),
		ratio(({ wholePerS }) => wholePerS).padStart(7),
		median(each.map(({ steadyPerS }) => steadyPerS))
			.toFixed(0)
			.padStart(14),
		ratio(({ steadyPerS }) => steadyPerS).padStart(7),
		`${(median(each.map(({ clientCpuShare }) => clientCpuShare)) * 100).toFixed(0)} %`.padStart(8)
	].join(' ');
});
process.stdout.write(
	[
		`${cpus()[0]?.model ?? 'unknown CPU'}, ${String(cpus().length)} cores, Node ${process.versions.node}`,
		`${String(requests)} requests, ${String(concurrency)} at once, ${String(rounds)} rounds by turns; output tokens/s, medians; ratio to the closed loop of the same round`,
		'run                  answers   whole time   ratio   slots in use   ratio   client',
		...lines,
		''
	].join('\n')
);

/**
 * What it takes a load worker to finish a request as it is sent, µs of CPU time: a nonce, a signature, or both, for prompts of several lengths, and what
 * is worked out ahead. `npm run perf:finishing`, `-- --json` for data. Prints figures; judges nothing.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { RequestFinisher, type RequestFinish } from '#bench/load/finishing/request-finisher.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import type { RequestSigning } from '#bench/protocols/protocol.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const rounds = 7;
const requestsPerRound = 3_000;
const promptBytes = [500, 5_000, 50_000];

const signing: RequestSigning = {
	scheme: 'aws-sigv4',
	service: 'bedrock',
	region: 'eu-central-1',
	accessKeyId: 'AKIDEXAMPLE',
	secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
	sessionToken: 'token'
};
const finishes: [string, RequestFinish][] = [
	['nonce', { nonce: true, signing: null }],
	['signature', { nonce: false, signing }],
	['nonce and signature', { nonce: true, signing }]
];

const requestOf = (bytes: number): Uint8Array =>
	renderRequest(
		openaiChat.buildRequest(
			{ baseUrl: 'https://api.example.com', model: 'm', apiKey: null },
			{
				system: null,
				messages: [{ role: 'user', content: 'a'.repeat(bytes) }],
				maxOutputTokens: 100,
				stream: true,
				temperature: null,
				seed: null,
				cache: 'defeat',
				extraBody: {}
			}
		)
	);

const median = (numbers: readonly number[]): number =>
	[...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** CPU time of this process, which does nothing else: other processes make it no longer. */
const cpuUsSince = (from: NodeJS.CpuUsage): number => {
	const { user, system } = process.cpuUsage(from);
	return user + system;
};

const timesUs = (work: (nowUtcMs: number) => void): number =>
	median(
		Array.from({ length: rounds }, () => {
			const from = process.cpuUsage();
			// A second passes every thousand requests, so that dates change as they do in a stage.
			for (let i = 0; i < requestsPerRound; i++) work(1_795_709_700_000 + i);
			return cpuUsSince(from) / requestsPerRound;
		})
	);

const found = promptBytes.flatMap((bytes) =>
	finishes.map(([what, finish]) => {
		const request = requestOf(bytes);
		const finisher = new RequestFinisher(finish, '01234567');
		finisher.prepare(request);
		const fresh = Array.from({ length: 1_000 }, () => Uint8Array.from(request));
		const from = process.cpuUsage();
		for (const each of fresh) finisher.prepare(each);
		const prepareUs = cpuUsSince(from) / fresh.length;
		return {
			what,
			promptBytes: bytes,
			sendUs: timesUs((nowUtcMs) => void finisher.finish(request, nowUtcMs)),
			prepareUs
		};
	})
);

if (values.json) console.log(JSON.stringify(found, null, '\t'));
else {
	console.log(
		`${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}; medians of ${String(rounds)} rounds of ${String(requestsPerRound)} requests`
	);
	console.log('prompt, bytes  finish               as it is sent, µs  ahead, µs');
	for (const { what, promptBytes: bytes, sendUs, prepareUs } of found) {
		console.log(
			`${String(bytes).padStart(13)}  ${what.padEnd(19)}  ${sendUs.toFixed(1).padStart(17)}  ${prepareUs.toFixed(1).padStart(9)}`
		);
	}
}

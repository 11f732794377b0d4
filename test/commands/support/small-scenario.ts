/** A scenario of a few words, so that a run of it takes little more than its requests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveEmulator, type EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import type { EmulatorSettings } from '#bench/endpoints/emulator/emulator-settings.ts';
import type { Workplace } from './bench-process.ts';

export const itemCount = 12;

const yamlOf = (id: string, system: string, maxOutputTokens: number): string => `id: ${id}
version: 1
title: Colours
summary: A scenario for tests.
prompt:
  system: ${system}
  user: 'Which colour has {{thing}}?'
maxOutputTokens: ${String(maxOutputTokens)}
grader: { kind: label, labels: [red, green] }
slo: ttft<5s,e2e<20s
traffic: { arrivals: poisson, peakToAverage: 2, source: test }
demand: { requestsPerMonth: 1000, source: test }
`;

const items = Array.from({ length: itemCount }, (_, i) => ({
	id: `thing-${String(i)}`,
	input: { thing: `thing ${String(i)}` },
	reference: i % 2 === 0 ? 'red' : 'green',
	language: 'en'
}));

/** Writes the scenario into the workplace; a config there uses it as \`./colours\`, or by the other id that it is given. */
export const writeScenario = (
	workplace: Workplace,
	{ id = 'colours', system = 'Answer with one colour.', maxOutputTokens = 16 } = {}
): void => {
	const folder = workplace.file(id);
	mkdirSync(folder);
	writeFileSync(join(folder, 'scenario.yaml'), yamlOf(id, system, maxOutputTokens));
	writeFileSync(
		join(folder, 'items.jsonl'),
		items.map((item) => `${JSON.stringify(item)}\n`).join('')
	);
};

export const fastPerformance = {
	prefillTokensPerS: 1e6,
	decodeStepMs: 0.5,
	slots: 32,
	queueLimit: 1_000
};

/** An endpoint in this process that knows the answers; every request of its tests goes over a real socket. */
export const serveColours = (changes: Partial<EmulatorSettings> = {}): Promise<EmulatorServer> =>
	serveEmulator({
		model: 'colours-model',
		performance: fastPerformance,
		quality: 1,
		seed: 1,
		answers: items.map(({ input, reference }) => ({
			user: `Which colour has ${input.thing}?`,
			right: reference,
			wrong: ['blue']
		})),
		...changes
	});

export const selfHosted = (
	port: number,
	changes: Record<string, unknown> = {}
): Record<string, unknown> => ({
	id: 'ours',
	kind: 'self-hosted',
	protocol: 'openai-chat',
	baseUrl: `http://127.0.0.1:${String(port)}/v1`,
	model: 'colours-model',
	...changes
});

export const coloursConfig = (
	targets: readonly Record<string, unknown>[],
	changes: Record<string, unknown> = {}
): Record<string, unknown> => ({
	name: 'colours',
	scenarios: [{ use: './colours' }],
	targets,
	loads: [{ kind: 'closed', concurrency: 2, requests: 4 }],
	...changes
});

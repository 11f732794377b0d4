/** A scenario that judges grade, and configs with emulated candidates and judges. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { serveEmulator } from '#bench/endpoints/emulator/emulator-server.ts';
import { createGrader } from '#bench/graders/index.ts';
import { judgeSpecSchema } from '#core/grader-spec/judge.ts';
import { createWorkplace, type Workplace } from './bench-process.ts';
import { callCommand, type Recorded } from './recorded-context.ts';
import { fastPerformance } from './small-scenario.ts';

export const noteCount = 40;

const graderOf = (changes: Record<string, unknown>): Record<string, unknown> => ({
	kind: 'judge',
	rubric: {
		criteria: [
			{ id: 'complete', description: 'Every point is there.' },
			{ id: 'faithful', description: 'Nothing is made up.' }
		]
	},
	passAt: 4,
	...changes
});

const yaml = (changes: Record<string, unknown>): string =>
	JSON.stringify({
		id: 'notes',
		version: 1,
		title: 'Notes',
		summary: 'A judged scenario for tests.',
		prompt: { system: 'Take notes.', user: 'What was said in meeting {{meeting}}?' },
		maxOutputTokens: 64,
		grader: graderOf(changes),
		slo: 'e2e<20s',
		traffic: { arrivals: 'poisson', peakToAverage: 2, source: 'test' },
		demand: { requestsPerMonth: 1000, source: 'test' }
	});

const items = Array.from({ length: noteCount }, (_, i) => ({
	id: `meeting-${String(i)}`,
	input: { meeting: String(i) },
	reference: {
		points: [`Ada opened meeting ${String(i)}`, `Bo closed it at ${String(10 + i)}`],
		wrong: [`Nobody came to meeting ${String(i)}.`, `Ada opened meeting ${String(i)}.`]
	},
	language: 'en'
}));

/** Writes it into the workplace, as `./notes`. `grader`: what differs in its grader. */
export const writeNotes = (workplace: Workplace, grader: Record<string, unknown> = {}): void => {
	const folder = workplace.file('notes');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'scenario.yaml'), yaml(grader));
	writeFileSync(
		join(folder, 'items.jsonl'),
		items.map((item) => `${JSON.stringify(item)}\n`).join('')
	);
};

/**
 * An endpoint in this process, as a target; `quality` of a candidate is its share of right answers, of a judge that of right
 * judgements.
 */
export const serveNotes = async (
	id: string,
	quality: number,
	{
		price,
		...changes
	}: {
		price?: Record<string, unknown>;
		judging?: Record<string, number>;
		faults?: Record<string, number>;
	} = {}
): Promise<Record<string, unknown>> => {
	const grader = createGrader(judgeSpecSchema.parse(graderOf({})));
	const server = await serveEmulator({
		model: `${id}-model`,
		performance: fastPerformance,
		quality,
		seed: 1,
		answers: items.map(({ input, reference }) => ({
			user: `What was said in meeting ${input.meeting}?`,
			right: grader.rightAnswer(reference),
			wrong: reference.wrong
		})),
		...changes
	});
	onTestFinished(() => server.close());
	return {
		id,
		kind: 'self-hosted',
		protocol: 'openai-chat',
		baseUrl: `http://127.0.0.1:${String(server.port)}/v1`,
		model: `${id}-model`,
		...(price && { price })
	};
};

export const perToken = {
	kind: 'per-token',
	inputUsdPerMtok: '2',
	outputUsdPerMtok: '8',
	source: 'test',
	checkedOn: '2026-11-01'
};

export const notesConfig = (
	targets: readonly Record<string, unknown>[],
	judges: readonly Record<string, unknown>[] | null,
	changes: Record<string, unknown> = {}
): Record<string, unknown> => ({
	name: 'notes',
	scenarios: [{ use: './notes' }],
	targets,
	loads: [{ kind: 'closed', concurrency: 4, requests: noteCount }],
	...(judges && { judges }),
	...changes
});

/** A workplace with the scenario in it, for the test that asks. */
export const notesPlace = (): Workplace => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	writeNotes(workplace);
	return workplace;
};

/** Calls a command in this process, over the database of the workplace; names of files in `args` begin with `./`. */
export const callIn = (
	workplace: Workplace,
	command: string,
	...args: string[]
): Promise<Recorded> =>
	callCommand(command, [
		...args.map((arg) => (arg.startsWith('./') ? workplace.file(arg.slice(2)) : arg)),
		'--db',
		workplace.databaseUrl
	]);

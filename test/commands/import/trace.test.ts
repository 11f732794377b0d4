/** `bench import trace`: logs become a valid scenario, and what is wrong with them stops all or is counted and said. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom, pick } from '#core/random.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { createWorkplace, type Workplace } from '../support/bench-process.ts';
import { callCommand, type Recorded } from '../support/recorded-context.ts';

interface Imported {
	items: number;
	grader: string;
	formats: string[];
	requests: number;
	requestsInFiles: number;
	failed: number;
	duplicates: number;
	outOfOrder: number;
	outside: number;
	otherRecords: number;
	skipped: number;
	timesWritten: Record<string, number>;
	period: { days: number };
	requestsPerMonth: { value: number; low: number; high: number };
	peakToAverage: { value: number | null; isTrustworthy: boolean };
	arrivals: { kind: string };
	tokens: { input: { n: number; mean: number | null }; cachedShare: number | null };
	systemPrompts: { share: number }[];
	systemPrompt: number | null;
	clusters: { tag: string; share: number; items: number; about: string }[];
	representedShare: number;
	replaced: Record<string, number> | null;
	leftOut: Record<string, number>;
	warnings: string[];
}

const call = (workplace: Workplace, file: string, ...args: string[]): Promise<Recorded> =>
	callCommand('import', [
		...['trace', workplace.file(file), '--out', workplace.path, '--id', 'mine', '--json'],
		...args
	]);

const imported = async (
	workplace: Workplace,
	file: string,
	...args: string[]
): Promise<Imported> => {
	const { stdout, error } = await call(workplace, file, ...args);
	if (error) throw error;
	return JSON.parse(stdout) as Imported;
};

const write = (workplace: Workplace, file: string, records: readonly unknown[]): void => {
	writeFileSync(
		workplace.file(file),
		records.map((record) => `${JSON.stringify(record)}\n`).join('')
	);
};
const load = (workplace: Workplace) => loadScenario(workplace.file('mine'), { checkReference });

const start = Date.UTC(2026, 10, 2);
const hourMs = 3_600_000;

interface Made {
	system?: string;
	question: string;
	answer: string;
	ms: number;
	extra?: Record<string, unknown>;
}

const logged = (
	{ system = 'Sort the mail.', question, answer, ms, extra }: Made,
	index: number
) => ({
	request_id: `r${String(index)}`,
	call_type: 'acompletion',
	spend: 0.001,
	startTime: new Date(ms).toISOString(),
	model: 'm-1',
	prompt_tokens: 100,
	completion_tokens: 2,
	messages: [
		{ role: 'system', content: system },
		{ role: 'user', content: question }
	],
	response: { choices: [{ message: { content: answer } }] },
	...extra
});

/** A request every six minutes; each with its place. */
const records = (count: number, make: (index: number) => Partial<Made> = () => ({})) =>
	Array.from({ length: count }, (_, index) =>
		logged(
			{
				question: `Where is order ${String(index)}?`,
				answer: index % 2 === 0 ? 'late' : 'lost',
				ms: start + index * (hourMs / 10),
				...make(index)
			},
			index
		)
	);

/** A text in lower case as its letters and numbers alone, apart. */
const wordsOf = (text: string): string =>
	text
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();

describe('bench import trace', () => {
	it('writes a valid scenario with measured demand, sampled items and unreviewed references', async () => {
		using workplace = createWorkplace();
		write(workplace, 'log.jsonl', records(2_000));
		const found = await imported(workplace, 'log.jsonl', '--items', '40');
		expect(found).toMatchObject({
			formats: ['litellm'],
			...{ items: 40, grader: 'label', requests: 2_000, failed: 0, duplicates: 0, outOfOrder: 0 },
			timesWritten: { 'text with a zone': 2_000 },
			arrivals: { kind: 'constant' },
			tokens: { input: { n: 2_000, mean: 100 }, cachedShare: null },
			systemPrompt: 1
		});
		expect(found.requestsPerMonth.value).toBeCloseTo(7_300, 0);
		expect(found.requestsPerMonth.low).toBeLessThan(7_300);
		expect(found.warnings[0]).toMatch(/reviewed by nobody/u);
		const { scenario, items } = await load(workplace);
		expect(scenario.prompt).toEqual({ system: 'Sort the mail.', user: '{{user}}' });
		expect(scenario.demand.requestsPerMonth).toBe(7_300);
		expect(scenario.traffic).toMatchObject({ arrivals: 'constant', peakToAverage: 1 });
		expect(scenario.demand.source).toMatch(/2,000 requests in 8\.33 days, 95 % interval/u);
		expect(items.every(({ tags }) => tags.includes('unreviewed'))).toBe(true);
		expect(readFileSync(workplace.file('mine/README.md'), 'utf8')).toContain('not the truth');
		const { error } = await callCommand('validate', [workplace.file('mine/scenario.yaml')]);
		expect(error).toBeNull();
	});

	it('has rare kinds of requests among the items, and says what the items stand for', async () => {
		using workplace = createWorkplace();
		const random = createRandom(7, 'words');
		const words = Array.from(
			{ length: 400 },
			(_, index) => `word${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}`
		);
		const make = (index: number): Partial<Made> => ({
			question:
				index % 50 === 0
					? `Translate this into German: ${pick(random, words)}`
					: Array.from({ length: 12 }, () => pick(random, words)).join(' ')
		});
		write(workplace, 'log.jsonl', records(3_000, make));
		const found = await imported(workplace, 'log.jsonl', '--items', '20');
		const rare = found.clusters.find(({ about }) => about.includes('translate this into german'));
		expect(rare).toMatchObject({ share: 0.02, items: 1 });
		expect(found.representedShare).toBe(1);
		const again = await imported(workplace, 'log.jsonl', '--items', '20', '--force');
		expect(again.clusters).toEqual(found.clusters);
		const first = readFileSync(workplace.file('mine/items.jsonl'), 'utf8');
		await imported(workplace, 'log.jsonl', '--items', '20', '--force', '--seed', '2');
		expect(readFileSync(workplace.file('mine/items.jsonl'), 'utf8')).not.toBe(first);
		await imported(workplace, 'log.jsonl', '--items', '20', '--force');
		expect(readFileSync(workplace.file('mine/items.jsonl'), 'utf8')).toBe(first);
	});

	it('leaves none of what names a person in what it writes, unless told to', async () => {
		using workplace = createWorkplace();
		const planted = [
			'ada.lovelace@example.com',
			'+49 171 2345678',
			'4111 1111 1111 1111',
			'DE89 3704 0044 0532 0130 00',
			'192.168.0.17',
			'sk-proj-abcdefghijklmnop1234',
			'Grace Hopper'
		];
		const make = (index: number): Partial<Made> => ({
			system: 'Ask ada.lovelace@example.com if unsure.',
			question: `${planted[index % planted.length] ?? ''} asks: where is it?`,
			answer: JSON.stringify({
				contact: planted[(index + 1) % planted.length],
				card: 4111111111111111,
				note: `call ${planted[1] ?? ''}`
			})
		});
		write(workplace, 'log.jsonl', records(200, make));
		writeFileSync(workplace.file('names.txt'), 'Grace Hopper\n');
		const found = await imported(workplace, 'log.jsonl', '--names', workplace.file('names.txt'));
		const written = readdirSync(workplace.file('mine'))
			.map((name) => readFileSync(workplace.file(`mine/${name}`), 'utf8'))
			.join('\n');
		for (const identifier of [...planted, '4111111111111111', 'grace hopper']) {
			expect(written).not.toContain(identifier);
			// Nor cut, in lower case or without what stands between its words.
			const [first = ''] = wordsOf(identifier).split(' ');
			for (const text of [written, JSON.stringify(found)]) {
				expect(wordsOf(text)).not.toContain(wordsOf(identifier));
				if (/^[a-z]{3,}$/u.test(first)) expect(wordsOf(text)).not.toContain(` ${first} `);
			}
		}
		expect(written).toContain('begins “[email]');
		expect(found.warnings.join()).not.toContain('names');
		expect(found.grader).toBe('json-schema');
		expect(found.replaced).toMatchObject({ email: 1, phone: 1, iban: 1, ip: 1, key: 1, name: 1 });
		await load(workplace);
		const nameless = await imported(workplace, 'log.jsonl', '--force');
		expect(nameless.warnings.join()).toContain('names of people and companies stay');
		const kept = await imported(workplace, 'log.jsonl', '--keep-identifiers', '--force');
		expect(kept.replaced).toBeNull();
		expect(kept.warnings.join()).toContain('identifiers were kept');
		expect(readFileSync(workplace.file('mine/items.jsonl'), 'utf8')).toContain('Grace Hopper');
	});

	it('counts failed requests as demand and not as items, duplicates once, and takes any order', async () => {
		using workplace = createWorkplace();
		const made = records(300, (index) => ({
			...(index % 10 === 0 ? { answer: '', extra: { status: 'failure' } } : {})
		}));
		write(workplace, 'log.jsonl', [...made.slice(150), ...made.slice(0, 150), ...made.slice(0, 7)]);
		const found = await imported(workplace, 'log.jsonl', '--items', '300');
		expect(found).toMatchObject({
			requests: 300,
			failed: 30,
			duplicates: 7,
			outOfOrder: 1,
			items: 270
		});
		expect(found.requestsPerMonth.value).toBeCloseTo(7_300, 0);
	});

	it('measures the time that is said, and says when that is less than a week', async () => {
		using workplace = createWorkplace();
		write(workplace, 'log.jsonl', records(2_000));
		const found = await imported(
			workplace,
			'log.jsonl',
			'--from',
			'2026-11-03',
			'--to',
			'2026-11-05'
		);
		expect(found).toMatchObject({ requests: 480, outside: 1_520, period: { days: 2 } });
		expect(found.requestsPerMonth.value).toBeCloseTo(7_300, 6);
		expect(found.peakToAverage.isTrustworthy).toBe(false);
		expect(found.warnings.join('\n')).toMatch(/2\.00 days are covered, less than a week/u);
	});

	it('proposes the most frequent system prompt, counts the others, and takes another or all', async () => {
		using workplace = createWorkplace();
		const systems = [
			'Sort the mail. Today: 2026-11-02',
			'Sort the mail. Today: 2026-11-03',
			'Translate.'
		];
		write(
			workplace,
			'log.jsonl',
			records(300, (index) => ({ system: systems[index % 3] ?? '' }))
		);
		const most = await imported(workplace, 'log.jsonl');
		expect(most).toMatchObject({ requests: 200, requestsInFiles: 300, systemPrompt: 1 });
		expect(most.systemPrompts.map(({ share }) => share)).toEqual([2 / 3, 1 / 3]);
		expect(most.warnings.join()).toContain('differs in its numbers');
		const second = await imported(workplace, 'log.jsonl', '--system', '2', '--force');
		expect(second).toMatchObject({ requests: 100 });
		expect(second.requestsPerMonth.value).toBeLessThan(0.4 * 7_300);
		expect((await load(workplace)).scenario.prompt.system).toBe('Translate.');
		const all = await imported(workplace, 'log.jsonl', '--system', 'all', '--force');
		expect(all).toMatchObject({ requests: 300, systemPrompt: null });
		expect((await load(workplace)).scenario.prompt.system).toBe('{{system}}');
		const { error } = await call(workplace, 'log.jsonl', '--system', '3', '--force');
		expect(error).toMatchObject({ code: 'E_USAGE' });
	});

	it('imports nothing where a record is broken, and names its line, unless it may be left out', async () => {
		using workplace = createWorkplace();
		const [a, b, c, ...rest] = records(40);
		const { startTime, ...timeless } = b ?? { startTime: '' };
		expect(startTime).not.toBe('');
		const lines = [a, timeless, { ...c, startTime: 12 }, ...rest].map((each) =>
			JSON.stringify(each)
		);
		writeFileSync(workplace.file('log.jsonl'), `${lines.join('\n')}\n{"request_id": "cut`);
		const { error } = await call(workplace, 'log.jsonl');
		expect(error).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(error && 'problems' in error ? error.problems : []).toEqual([
			expect.objectContaining({ line: 2, path: 'startTime', message: 'missing; expected a time' }),
			expect.objectContaining({ line: 3, path: 'startTime' }),
			expect.objectContaining({ line: 41, message: expect.stringMatching(/^not JSON/u) as string })
		]);
		expect(existsSync(workplace.file('mine'))).toBe(false);
		expect(await imported(workplace, 'log.jsonl', '--skip-bad')).toMatchObject({
			requests: 38,
			skipped: 3
		});
	});

	it('refuses times with and without a zone together, and reads units by their size', async () => {
		using workplace = createWorkplace();
		const naive = records(40, (index) => ({
			extra:
				index % 2 === 0
					? {}
					: {
							startTime: new Date(start + index * 360_000)
								.toISOString()
								.replace('T', ' ')
								.replace('Z', '')
						}
		}));
		write(workplace, 'log.jsonl', naive);
		const { error } = await call(workplace, 'log.jsonl');
		expect(error).toMatchObject({ code: 'E_CONFIG' });
		expect(error?.message).toContain('20 of 40 times name no zone');
		expect(await imported(workplace, 'log.jsonl', '--zone', 'Z')).toMatchObject({ requests: 40 });
		write(
			workplace,
			'units.jsonl',
			records(40, (index) => ({
				extra: { startTime: (start + index * 360_000) / (index === 3 ? 1 : 1e3) }
			}))
		);
		const found = await imported(workplace, 'units.jsonl', '--force');
		expect(found.timesWritten).toEqual({ s: 39, ms: 1 });
		expect(found.outOfOrder).toBe(0);
		expect(found.warnings.join()).toContain('different units');
	});

	it('only measures where contents were not logged, and says why there is no item', async () => {
		using workplace = createWorkplace();
		write(
			workplace,
			'log.jsonl',
			records(300, () => ({ extra: { messages: {}, response: {} } }))
		);
		const { error } = await call(workplace, 'log.jsonl');
		expect(error?.message).toContain('300 content not logged');
		const measured = await imported(workplace, 'log.jsonl', '--measure-only');
		expect(measured).toMatchObject({ requests: 300, arrivals: { kind: 'constant' } });
		expect(readdirSync(workplace.path)).toEqual(['log.jsonl']);
		const text = await callCommand('import', [
			'trace',
			workplace.file('log.jsonl'),
			'--measure-only'
		]);
		expect(text.stdout).toMatch(/demand +7,300 requests a month of 730 h/u);
	});

	it('writes over a scenario only by leave, and over nothing else at all', async () => {
		using workplace = createWorkplace();
		write(workplace, 'log.jsonl', records(40));
		await imported(workplace, 'log.jsonl');
		expect((await call(workplace, 'log.jsonl')).error).toMatchObject({ code: 'E_USAGE' });
		await imported(workplace, 'log.jsonl', '--force');
		const other = await callCommand('import', [
			...[
				'trace',
				workplace.file('log.jsonl'),
				'--out',
				workplace.file('mine/..'),
				'--id',
				'log.jsonl',
				'--force'
			]
		]);
		expect(other.error).toMatchObject({ code: 'E_USAGE' });
		expect(readFileSync(workplace.file('log.jsonl'), 'utf8')).toContain('r39');
	});

	it('reads spans of OpenTelemetry, longer answers, and several files', async () => {
		using workplace = createWorkplace();
		const span = (index: number): unknown => ({
			...{ traceId: 'a', spanId: String(index) },
			startTimeUnixNano: String(BigInt(start + index * 1_000) * 1_000_000n),
			attributes: {
				'gen_ai.operation.name': 'chat',
				'gen_ai.input.messages': [
					{
						role: 'user',
						parts: [{ type: 'text', content: `Tell me of place ${String(index)} in some words` }]
					}
				],
				'gen_ai.output.messages': [
					{
						role: 'assistant',
						parts: [
							{
								type: 'text',
								content: `Place ${String(index)} lies by a river,\nand has a market, a mill and ${String(index)} wells.`
							}
						]
					}
				]
			}
		});
		const spans = Array.from({ length: 60 }, (_, index) => span(index));
		writeFileSync(
			workplace.file('whole.json'),
			JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: spans.slice(0, 30) }] }] }, null, 2)
		);
		write(workplace, 'spans.jsonl', spans.slice(30));
		const found = await imported(workplace, 'whole.json', workplace.file('spans.jsonl'));
		expect(found).toMatchObject({ formats: ['otel'], requests: 60, grader: 'rouge-l', items: 60 });
		expect(found.timesWritten).toEqual({ ns: 60 });
	});
});

/**
 * How long the rule graders take for 10,000 answers, of each kind and of two whole scenarios, right and wrong ones by turns; and how
 * soon the sandbox ends what would never end.
 * `npm run perf:graders`, `-- --json` for data. Prints figures; judges nothing.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { graderExamples } from '../graders/support/examples.ts';
import { checkReference, createRuleGrader, type RuleSpec } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom } from '#core/random.ts';
import { Sandbox } from '#bench/sandbox/sandbox.ts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		answers: { type: 'string', default: '10000' }
	}
});
const count = Number(values.answers);
const rounds = 5;
const seed = 1;

interface Timing {
	what: string;
	answers: number;
	/** Of several rounds. */
	medianMs: number;
	maxMs: number;
}

const timingOf = (what: string, spec: RuleSpec, references: readonly JsonValue[]): Timing => {
	const grader = createRuleGrader(spec);
	const random = createRandom(seed, what);
	const answers = Array.from({ length: count }, (_, index) => {
		const reference = references[index % references.length] ?? null;
		const text =
			index % 2 === 0 ? grader.rightAnswer(reference) : grader.wrongAnswer(reference, random);
		return { text, reference };
	});
	const times = Array.from({ length: rounds }, () => {
		const start = performance.now();
		for (const { text, reference } of answers) grader.grade(text, reference);
		return performance.now() - start;
	}).sort((a, b) => a - b);
	return {
		what,
		answers: count,
		medianMs: times[Math.floor(rounds / 2)] ?? 0,
		maxMs: times.at(-1) ?? 0
	};
};

const needsTools = new Set(['pattern', 'sql-result', 'unit-tests', 'command']);
const examples = Object.values(graderExamples).filter(({ spec }) => !needsTools.has(spec.kind));
const timings = examples.map(({ spec, references }) =>
	timingOf(`examples of ${spec.kind}`, spec as RuleSpec, references)
);
for (const id of ['support-triage', 'invoice-extraction']) {
	const { scenario, items } = await loadScenario(`scenarios/${id}`, { checkReference });
	timings.push(
		timingOf(
			id,
			scenario.grader as RuleSpec,
			items.map(({ reference }) => reference)
		)
	);
}

/** What code may try; each must end at its deadline. */
const bombs: Record<string, string> = {
	'a loop without end': 'while (true) {}',
	'memory without end': 'const all = []; while (true) all.push(new Array(100000).fill(7));',
	'text that doubles': 'let text = "x"; while (true) text += text;',
	'recursion without end': 'const go = () => go() + 1; go();',
	'a slow regular expression': `/^(a+)+$/.test('a'.repeat(40) + 'b');`,
	'promises without end': 'const again = () => Promise.resolve().then(again); again();'
};
const deadlineMs = 1_000;
const sandbox = new Sandbox({ processes: 1 });
const endings: { bomb: string; endedMs: number; how: string }[] = [];
for (const [bomb, code] of Object.entries(bombs)) {
	const run = (text: string) =>
		sandbox.run(
			{
				kind: 'unit-tests',
				code: text,
				tests: 'test("runs", () => {});',
				memoryMib: 32,
				deadlineMs
			},
			deadlineMs
		);
	// A process that is ready: starting one is not part of a deadline.
	await run('');
	const start = performance.now();
	const outcome = await run(code);
	const how =
		outcome.state === 'done' ? (outcome.result.failure ?? 'its tests ran') : outcome.state;
	endings.push({ bomb, endedMs: performance.now() - start, how });
}
sandbox.close();

if (values.json)
	process.stdout.write(`${JSON.stringify({ seed, timings, endings }, null, '\t')}\n`);
else {
	const width = Math.max(...timings.map(({ what }) => what.length));
	const lines = timings.map(
		({ what, medianMs, maxMs }) =>
			`${what.padEnd(width)}  ${medianMs.toFixed(0).padStart(6)}  ${maxMs.toFixed(0).padStart(6)}`
	);
	process.stdout.write(
		`${[
			`${count.toLocaleString('en-US')} answers, ms: median and longest of ${String(rounds)} rounds; 2,000 is aimed at. ${cpus()[0]?.model ?? ''}, Node ${process.version}`,
			...lines,
			'',
			`Code in the sandbox with a deadline of ${deadlineMs.toLocaleString('en-US')} ms; to be ended by ${(deadlineMs + 250).toLocaleString('en-US')} ms`,
			...endings.map(
				({ bomb, endedMs, how }) =>
					`${bomb.padEnd(width)}  ${endedMs.toFixed(0).padStart(6)}  ${how}`
			)
		].join('\n')}\n`
	);
}

/**
 * How long the rule graders take for 10,000 answers, of each kind and of two whole scenarios, right and wrong ones by turns.
 * `npm run perf:graders`, `-- --json` for data. Prints figures; judges nothing.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { graderExamples } from '../graders/support/examples.ts';
import { checkReference, createRuleGrader, type RuleSpec } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom } from '#core/random.ts';

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

if (values.json) process.stdout.write(`${JSON.stringify({ seed, timings }, null, '\t')}\n`);
else {
	const width = Math.max(...timings.map(({ what }) => what.length));
	const lines = timings.map(
		({ what, medianMs, maxMs }) =>
			`${what.padEnd(width)}  ${medianMs.toFixed(0).padStart(6)}  ${maxMs.toFixed(0).padStart(6)}`
	);
	process.stdout.write(
		`${[
			`${count.toLocaleString('en-US')} answers, ms: median and longest of ${String(rounds)} rounds; 2,000 is aimed at. ${cpus()[0]?.model ?? ''}, Node ${process.version}`,
			...lines
		].join('\n')}\n`
	);
}

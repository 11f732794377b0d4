/**
 * Reads mutated recordings of every protocol, a hundred thousand of each, and says what went wrong: exceptions, spoilt answers that passed for whole,
 * counts, deltas and costs that do not hold; then how time and memory grow with streams of awkward shapes up to 4 MiB. Any finding makes the exit code 1
 * and is printed with the command that makes it again. `npm run perf:fuzz`, `-- --streams 100000 --protocol gemini --seed 1 --json`,
 * `-- --protocol gemini --replay 1:4711` shows one.
 */
import { once } from 'node:events';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { outcomes } from '#core/outcome.ts';
import { protocolNames, type ProtocolName } from '#core/target.ts';
import { checkCase, readCase } from '../protocols/fuzz/checks.ts';
import { fuzzCaseOf } from '../protocols/fuzz/fuzz-case.ts';
import { growthExponent } from './growth-exponent.ts';
import type { CasesResult, FuzzTask, GrowthResult } from './fuzz-worker.ts';

const { values } = parseArgs({
	options: {
		streams: { type: 'string', default: '100000' },
		protocol: { type: 'string' },
		seed: { type: 'string', default: '1' },
		replay: { type: 'string' },
		json: { type: 'boolean', default: false }
	}
});

const workerCount = 2;
/** Cases of one task: few enough for both threads to end at about the same time. */
const casesPerTask = 2_500;
const kib = 1_024;
const sizesBytes = [1, 4, 16, 64, 256, 1_024, 4_096].map((size) => size * kib);
/** Below this size a reading is so short that what it takes in any case counts. */
const leastFittedBytes = 60 * kib;

const isProtocol = (name: string): name is ProtocolName =>
	(protocolNames as readonly string[]).includes(name);

const chosen = (): readonly ProtocolName[] => {
	const { protocol } = values;
	if (protocol === undefined) return protocolNames;
	if (isProtocol(protocol)) return [protocol];
	throw new RangeError(`--protocol is one of ${protocolNames.join(', ')}`);
};

const whole = (text: string, flag: string): number => {
	const number = Number(text);
	if (Number.isSafeInteger(number) && number >= 0) return number;
	throw new RangeError(`${flag} is a whole number`);
};

const replay = (text: string): void => {
	const [seed = '', index = ''] = text.split(':');
	for (const protocol of chosen()) {
		const given = fuzzCaseOf(protocol, whole(seed, '--replay'), whole(index, '--replay'));
		const { response, stream, recording, mutations, mutated } = given;
		console.log(`${protocol}, ${recording.name}: ${mutations.join(', then ')}`);
		console.log(
			`expected ${mutated.expectation}; read as ${stream ? 'a stream' : 'a body'}, HTTP ${String(response.status)}, ${response.end.kind}, ${String(response.body.length)} bytes:`
		);
		console.log(JSON.stringify(Buffer.from(response.body).toString('latin1').slice(0, 4_000)));
		const { findings } = checkCase(given);
		console.log(findings.length === 0 ? 'nothing was found' : findings.join('\n'));
		console.log(JSON.stringify(readCase(given), null, '\t'));
	}
};

/** Hands tasks to the threads, one at a time each; the answers in the order of the tasks. */
const runAll = async <Result>(tasks: readonly FuzzTask[]): Promise<Result[]> => {
	const results: Result[] = [];
	let next = 0;
	await Promise.all(
		Array.from({ length: workerCount }, async () => {
			const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url));
			while (next < tasks.length) {
				const at = next++;
				worker.postMessage(tasks[at]);
				[results[at]] = (await once(worker, 'message')) as [Result];
			}
			await worker.terminate();
		})
	);
	return results;
};

const merged = (parts: readonly CasesResult[]): CasesResult => {
	const sum = (of: (part: CasesResult) => number): number =>
		parts.reduce((all, part) => all + of(part), 0);
	const slowest = parts.toSorted((a, b) => b.slowestUsPerKib - a.slowestUsPerKib)[0];
	const greediest = parts.toSorted((a, b) => b.mostHeapBytes - a.mostHeapBytes)[0];
	return {
		streams: sum(({ streams }) => streams),
		bytes: sum(({ bytes }) => bytes),
		throws: sum(({ throws }) => throws),
		wrongOk: sum((part) => part.wrongOk),
		otherFindings: sum(({ otherFindings }) => otherFindings),
		failures: parts.flatMap(({ failures }) => failures).slice(0, 5),
		outcomes: Object.fromEntries(
			outcomes.map((outcome) => [outcome, sum((part) => part.outcomes[outcome] ?? 0)])
		),
		slowestUsPerKib: slowest?.slowestUsPerKib ?? 0,
		slowestIndex: slowest?.slowestIndex ?? 0,
		mostHeapBytes: greediest?.mostHeapBytes ?? 0,
		mostHeapBodyBytes: greediest?.mostHeapBodyBytes ?? 0
	};
};

/** The shape whose time grows fastest, and the most heap that was allocated for a byte of any. */
const worstGrowth = ({ shapes }: GrowthResult) => {
	const fitted = shapes.map(({ name, points }) => {
		const large = points.filter(({ bytes }) => bytes >= leastFittedBytes);
		const exponent = growthExponent(large.map(({ bytes, readMs }) => [bytes, readMs]));
		const heapPerByte = Math.max(...large.map(({ bytes, heapBytes }) => heapBytes / bytes));
		return { name, exponent, heapPerByte, largestMs: large.at(-1)?.readMs ?? 0 };
	});
	const [steepest] = fitted.toSorted((a, b) => b.exponent - a.exponent);
	const [greediest] = fitted.toSorted((a, b) => b.heapPerByte - a.heapPerByte);
	const [longest] = fitted.toSorted((a, b) => b.largestMs - a.largestMs);
	return { steepest, greediest, longest, shapes };
};

const measure = async (protocol: ProtocolName, streams: number, seed: number) => {
	const tasks = Array.from({ length: Math.ceil(streams / casesPerTask) }, (_, part): FuzzTask => ({
		kind: 'cases',
		protocol,
		seed,
		from: part * casesPerTask,
		to: Math.min(streams, (part + 1) * casesPerTask)
	}));
	const cases = merged(await runAll<CasesResult>(tasks));
	const [growth] = await runAll<GrowthResult>([{ kind: 'growth', protocol, sizesBytes }]);
	if (!growth) throw new Error('the thread gave no result');
	return { protocol, seed, cases, growth: worstGrowth(growth) };
};

type Measured = Awaited<ReturnType<typeof measure>>;

const percent = (part: number, all: number): string => ((100 * part) / all).toFixed(1);

const linesOf = ({ protocol, cases, growth }: Measured): string[] => {
	const { steepest, greediest, longest } = growth;
	const shares = outcomes.map((outcome) =>
		percent(cases.outcomes[outcome] ?? 0, cases.streams).padStart(6)
	);
	return [
		`${protocol.padEnd(18)} ${String(cases.streams).padStart(7)} ${(cases.bytes / kib / kib).toFixed(0).padStart(5)} ${String(cases.throws).padStart(6)} ${String(cases.wrongOk).padStart(8)} ${String(cases.otherFindings).padStart(6)} ${cases.slowestUsPerKib.toFixed(0).padStart(7)} ${(cases.mostHeapBytes / kib).toFixed(0).padStart(8)} ${shares.join('')}`,
		`${''.padEnd(18)} grows as bytes^${steepest?.exponent.toFixed(2) ?? '?'} at worst (${steepest?.name ?? ''}); 4 MiB of ${longest?.name ?? ''} take ${longest?.largestMs.toFixed(0) ?? '?'} ms of CPU time; at most ${greediest?.heapPerByte.toFixed(0) ?? '?'} bytes of heap for one that came (${greediest?.name ?? ''})`
	];
};

const failureLines = ({ protocol, seed, cases }: Measured): string[] =>
	cases.failures.flatMap(({ index, what, findings }) => [
		`${protocol}, ${what}`,
		...findings.map((finding) => `  ${finding}`),
		`  npm run perf:fuzz -- --protocol ${protocol} --replay ${String(seed)}:${String(index)}`
	]);

if (values.replay !== undefined) replay(values.replay);
else {
	const seed = whole(values.seed, '--seed');
	const streams = whole(values.streams, '--streams');
	const measured: Measured[] = [];
	const start = performance.now();
	const lines = [
		`${cpus()[0]?.model ?? 'unknown CPU'}, ${String(cpus().length)} cores, Node ${process.versions.node}; seed ${String(seed)}, two threads`,
		`wrong ok: spoilt answers that passed for whole; other: counts, deltas, sizes or costs that do not hold; µs/KiB: the slowest one, best of nine;`,
		`heap: most that one allocated, KiB; outcomes in percent`,
		`                   streams   MiB throws wrong ok  other  µs/KiB heap KiB ${outcomes.map((name) => name.slice(0, 5).padStart(6)).join('')}`
	];
	if (!values.json) console.log(lines.join('\n'));
	for (const protocol of chosen()) {
		const one = await measure(protocol, streams, seed);
		measured.push(one);
		const own = linesOf(one);
		lines.push(...own);
		if (!values.json) console.log([...own, ...failureLines(one)].join('\n'));
	}
	const seconds = ((performance.now() - start) / 1_000).toFixed(0);
	if (values.json) console.log(JSON.stringify({ seed, measured }, null, '\t'));
	else console.log(`${seconds} s`);
	const isClean = measured.every(({ cases }) => cases.failures.length === 0);
	if (!isClean) process.exitCode = 1;
}

import { describe, expect, it } from 'vitest';
import { serverCheckInWords, serverCheckWarning } from '#core/server-check.ts';
import { ServerChecks } from '#bench/load/server-checks.ts';
import { serverCheckLines } from '#bench/report/server-check-lines.ts';

const answer = (promptMs: number, predictedMs: number, changes = {}) => ({
	sentMs: 1_000,
	headersMs: 1_010,
	endMs: 1_600,
	serviceTtftMs: 131,
	usage: null,
	serverTimings: { timings: { prompt_ms: promptMs, predicted_ms: predictedMs } },
	...changes
});

const checksOf = (answers: readonly ReturnType<typeof answer>[]) => {
	const checks = new ServerChecks();
	for (const each of answers) checks.add(each);
	return checks.summarise();
};

describe('the cross-check with the clock of the server', () => {
	it('holds the medians of both clocks against each other, and the differences of each answer', () => {
		const checks = checksOf([answer(100, 400), answer(120, 400), answer(110, 400)]);
		expect(checks).toEqual([
			{
				figure: 'ttft',
				source: 'timings of llama.cpp',
				n: 3,
				serverP50Ms: 110,
				clientP50Ms: 131,
				differenceP50Ms: 21,
				impossible: 0
			},
			{
				figure: 'e2e',
				source: 'timings of llama.cpp',
				n: 3,
				serverP50Ms: 510,
				clientP50Ms: 600,
				differenceP50Ms: 90,
				impossible: 0
			}
		]);
		expect(serverCheckLines(checks)).toEqual([
			"Cross-check with the server's own clock:",
			'  to the first token: the server says 110 ms, we saw 131 ms, difference 21.0 ms (network and client); medians of 3 answers, by timings of llama.cpp',
			'  to the end: the server says 510 ms, we saw 600 ms, difference 90.0 ms (network and client); medians of 3 answers, by timings of llama.cpp'
		]);
	});

	it('warns of a server that says more than was seen, by more than 5 ms', () => {
		const [within] = checksOf([answer(136, 0)]);
		expect(within && serverCheckWarning(within)).toBeNull();
		const [beyond] = checksOf([answer(136.1, 0), answer(100, 0)]);
		expect(beyond?.impossible).toBe(1);
		expect(beyond && serverCheckWarning(beyond)).toMatch(/1 of 2 answers, which cannot be/u);
		expect(beyond && serverCheckInWords(beyond)).toContain('medians of 2 answers');
	});

	it('leaves out what one of the clocks does not have', () => {
		const hidden = answer(100, 400, { serviceTtftMs: null });
		expect(checksOf([hidden]).map(({ figure }) => figure)).toEqual(['e2e']);
		expect(checksOf([answer(1, 1, { serverTimings: null })])).toEqual([]);
		expect(serverCheckLines([])).toEqual([]);
		expect(serverCheckLines(null)).toEqual([]);
	});
});

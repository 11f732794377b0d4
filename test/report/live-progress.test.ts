import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { renderFigures, renderLive, type ProgressSnapshot } from '#bench/report/live-progress.ts';

const snapshot = (changes: Partial<ProgressSnapshot> = {}): ProgressSnapshot => ({
	title: 'support-triage on local, closed ×4',
	stage: 3,
	stages: 12,
	phase: 'measuring',
	done: 45,
	total: 130,
	inFlight: 4,
	errors: 1,
	ttftP50Ms: 81.4,
	ttftP95Ms: 1_204.2,
	outputTokensPerS: 1_234.5,
	elapsedS: 12,
	etaS: 84.6,
	...changes
});

describe('a running stage on the screen', () => {
	it('is its place, a bar and its name, then its figures', () => {
		expect(renderLive(snapshot()).join('\n')).toMatchInlineSnapshot(`
			"[3/12] ██████░░░░░░░░░░░░░░ support-triage on local, closed ×4
			  measuring · 45/130 done · 4 in flight · 1 error · ETA 1:25 min · TTFT p50 81 p95 1,204 ms · 1,235 tok/s"
		`);
	});

	it('shows by the time that is left how far it is, where only time ends it', () => {
		const timed = { total: null, elapsedS: 15, etaS: 45, errors: 0 };
		expect(renderLive(snapshot(timed)).join('\n')).toMatchInlineSnapshot(`
			"[3/12] █████░░░░░░░░░░░░░░░ support-triage on local, closed ×4
			  measuring · 45/? done · 4 in flight · 0 errors · ETA 45 s · TTFT p50 81 p95 1,204 ms · 1,235 tok/s"
		`);
	});

	it('shows dashes and no bar before anything is known', () => {
		const start = {
			done: 0,
			total: null,
			errors: 0,
			ttftP50Ms: null,
			ttftP95Ms: null,
			outputTokensPerS: null,
			elapsedS: 0,
			etaS: null
		};
		expect(renderLive(snapshot(start)).join('\n')).toMatchInlineSnapshot(`
			"[3/12] support-triage on local, closed ×4
			  measuring · 0/? done · 4 in flight · 0 errors · ETA – · TTFT p50 – p95 – ms · – tok/s"
		`);
	});

	it('says that it waits for the last answers', () => {
		const line = renderFigures(snapshot({ phase: 'draining', done: 127, errors: 2, etaS: 0.2 }));
		expect(line).toMatchInlineSnapshot(
			`"draining · 127/130 done · 4 in flight · 2 errors · ETA 0 s · TTFT p50 81 p95 1,204 ms · 1,235 tok/s"`
		);
	});

	it('has a bar of the same width at every share, full at the end only', () => {
		fc.assert(
			fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (done, total) => {
				const [line] = renderLive(snapshot({ done: Math.min(done, total), total }));
				const bar = /\] ([█░]+) /.exec(line)?.[1] ?? '';
				expect(bar).toHaveLength(20);
				expect(bar).toMatch(/^█*░*$/);
				expect(bar.endsWith('█')).toBe(done >= total);
			})
		);
	});
});

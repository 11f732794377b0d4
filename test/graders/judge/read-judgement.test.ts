/** What a judge wrote, read: nothing but a plain judgement is one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	readJudgement,
	readPairJudgement,
	saysVerdictFirst
} from '#bench/graders/judge/read-judgement.ts';
import { outcomes } from '#core/outcome.ts';
import { judgementText, judgeSpec } from './support.ts';

const spec = judgeSpec();
const good = judgementText({ complete: 5, faithful: 4 }, 'pass');
const problemOf = (text: string): string | null => {
	const read = readJudgement(spec, text);
	return read.state === 'read' ? null : read.problem;
};

describe('a judgement', () => {
	it('is read bare, in a code fence, and with spaces round it', () => {
		const read = {
			state: 'read',
			reasons: 'All of it is there.',
			scores: { complete: 5, faithful: 4 },
			verdict: 'pass'
		};
		for (const text of [good, ` \n${good}\n`, `\`\`\`json\n${good}\n\`\`\``, `\uFEFF${good}`]) {
			expect(readJudgement(spec, text)).toEqual(read);
		}
	});

	it('is read after words that do not speak against it, and with its keys in any order, which is told', () => {
		const sorted = JSON.stringify({
			verdict: 'pass',
			scores: { complete: 5, faithful: 4 },
			reasons: 'All of it is there.'
		});
		for (const text of [
			`Here is my judgement: ${good}`,
			`It may pass or fail.\n\`\`\`json\n${good}\n\`\`\``,
			sorted
		]) {
			expect(readJudgement(spec, text)).toMatchObject({ state: 'read', verdict: 'pass' });
		}
		expect([saysVerdictFirst(sorted), saysVerdictFirst(good), saysVerdictFirst('{}')]).toEqual([
			true,
			false,
			false
		]);
		expect(readPairJudgement('{"verdict":"tie","reasons":"x"}')).toMatchObject({ verdict: 'tie' });
	});

	it.each([
		['', 'empty'],
		[' \n\uFEFF', 'empty'],
		['pass', 'prose'],
		['The answer is good. Verdict: pass.', 'prose'],
		[`This answer fails. ${good}`, 'contradiction'],
		[`${good}\n${good}`, 'prose'],
		[`\`\`\`json\n${good}\n\`\`\`\nOr not.`, 'prose'],
		[`\`\`\`json\n${good}`, 'prose'],
		[`A {draft}: ${good}`, 'prose'],
		[`${good}\nBut I am not sure.`, 'prose'],
		[good.slice(0, -1), 'prose'],
		[`[${good}]`, 'prose'],
		['"pass"', 'prose'],
		[JSON.stringify({ reasons: 'x', scores: { complete: 5, faithful: 5 } }), 'missing-verdict'],
		[judgementText({ complete: 5, faithful: 5 }, null), 'missing-verdict'],
		[judgementText({ complete: 5, faithful: 5 }, 'PASS'), 'shape'],
		[judgementText({ complete: 5, faithful: 5 }, true), 'shape'],
		[judgementText({ complete: 5 }, 'pass'), 'shape'],
		[judgementText({ complete: 5, faithful: 6 }, 'pass'), 'shape'],
		[judgementText({ complete: 5, faithful: 4.5 }, 'pass'), 'shape'],
		[judgementText({ complete: 5, faithful: '5' }, 'pass'), 'shape'],
		[judgementText({ complete: 5, faithful: 5, style: 5 }, 'pass'), 'shape'],
		[judgementText({ complete: 5, faithful: 5 }, 'pass', '  '), 'shape'],
		[good.replace('{', '{"score":1,'), 'shape'],
		[judgementText({ complete: 1, faithful: 1 }, 'pass'), 'contradiction'],
		[judgementText({ complete: 5, faithful: 4 }, 'fail'), 'contradiction'],
		[
			good.replace('}', '},"verdict":"fail"').replace('"verdict":"pass"', '"verdict":"pass"'),
			'contradiction'
		],
		[good.replace('"complete":5', '"complete":1,"complete":5'), 'contradiction']
	])('is unreadable as %j: %s', (text, problem) => {
		expect(problemOf(text)).toBe(problem);
	});

	it('leaves either verdict room in the middle of the scale, and a failure for one criterion', () => {
		for (const verdict of ['pass', 'fail']) {
			expect(problemOf(judgementText({ complete: 3, faithful: 3 }, verdict))).toBeNull();
		}
		expect(problemOf(judgementText({ complete: 1, faithful: 5 }, 'fail'))).toBeNull();
	});

	it('is not read where it was cut off or refused, whatever stands there, and failed where none arrived', () => {
		for (const outcome of outcomes) {
			const { state } = readJudgement(spec, good, outcome);
			const expected =
				outcome === 'ok'
					? 'read'
					: ['length', 'truncated', 'refused'].includes(outcome)
						? 'unreadable'
						: 'failed';
			expect(state, outcome).toBe(expected);
			expect(readPairJudgement('{"reasons":"x","verdict":"tie"}', outcome).state).toBe(expected);
		}
	});

	it('never throws, and never comes of prose', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (noise) => {
				expect(readJudgement(spec, `Well, ${noise}`).state).toBe('unreadable');
				expect(readPairJudgement(`Well, ${noise}`).state).toBe('unreadable');
				readJudgement(spec, noise);
			})
		);
		for (const huge of [
			'['.repeat(5_000_000),
			'```\n'.repeat(1_000_000),
			'{"a":'.repeat(1_000_000)
		]) {
			expect(readJudgement(spec, huge).state).toBe('unreadable');
		}
	});

	it('is read exactly where its shape is kept, for any scores within the scale', () => {
		const score = fc.integer({ min: -2, max: 8 });
		fc.assert(
			fc.property(
				fc.record({ complete: score, faithful: score }),
				fc.constantFrom('pass', 'fail'),
				fc.string({ unit: 'binary', minLength: 1 }),
				(scores, verdict, reasons) => {
					const read = readJudgement(spec, judgementText(scores, verdict, reasons));
					const isWithin = Object.values(scores).every((value) => value >= 1 && value <= 5);
					if (!isWithin || reasons.trim() === '') {
						expect(read).toEqual({ state: 'unreadable', problem: 'shape' });
					} else if (read.state === 'read') {
						expect(read).toMatchObject({ scores, verdict });
					} else expect(read).toEqual({ state: 'unreadable', problem: 'contradiction' });
				}
			)
		);
	});
});

/** Why quality is not measured: a load test, answers that wait, judgements that cannot be read. */
import { expect, it } from 'vitest';
import { whyUngraded } from '#lib/compare/why-ungraded.ts';

const ungraded = (awaits = 0, unreadable = 0) => ({
	'awaits-judging': awaits,
	'unreadable-judgement': unreadable
});
const asked = { state: 'nothing-paired' as const, itemsOfA: 40, itemsOfB: 40, commonItems: 40 };
const runs = { a: { runId: 'r1' }, b: { runId: 'r1' } };

it('is the load test only where nothing waits and nothing was unreadable', () => {
	const quality = { ...asked, ungradedOfA: ungraded(), ungradedOfB: ungraded() };
	expect(whyUngraded(quality, runs)).toStrictEqual([
		'A load test alone grades nothing; npx bench run with a scenario does.'
	]);
	expect(whyUngraded({ ...quality, commonItems: 0 }, runs)).toStrictEqual([]);
});

it('names the command for what waits, once for a run', () => {
	const quality = { ...asked, ungradedOfA: ungraded(40), ungradedOfB: ungraded(1) };
	expect(whyUngraded(quality, runs)).toStrictEqual([
		'40 answers of A wait for a judge.',
		'1 answer of B waits for a judge.',
		'Judges are asked by: npx bench judge run r1 --config bench.yaml.'
	]);
	expect(whyUngraded(quality, { ...runs, b: { runId: 'r2' } })).toHaveLength(4);
});

it('tells what cannot be read from what waits', () => {
	const quality = { ...asked, ungradedOfA: ungraded(), ungradedOfB: ungraded(2, 3) };
	expect(whyUngraded(quality, runs)).toStrictEqual([
		'2 answers of B wait for a judge.',
		'Judges are asked by: npx bench judge run r1 --config bench.yaml.',
		'3 answers of B have a judgement that cannot be read, which is neither right nor wrong; the page of each answer says why.'
	]);
});

/** The figures of a comparison as text. */
import type { ComparisonTimes } from './comparison-times.ts';
import { ms, table } from './text-table.ts';

export const comparisonReport = (
	{ scenario, items, flipped, pages }: ComparisonTimes,
	{ aimMs }: { aimMs: number }
): string => {
	const count = items.toLocaleString('en-US');
	const share = ((100 * flipped) / items).toFixed(1);
	const rows = pages.map(({ name, firstMs, documentMs, dataMs, rowMs, failures }) => [
		ms(firstMs),
		...[documentMs.p50, documentMs.p95, documentMs.max].map(ms),
		...[dataMs.p50, dataMs.p95, dataMs.max].map(ms),
		...[rowMs?.p50, rowMs?.max].map((value) => ms(value ?? null)),
		String(failures),
		name
	]);
	const n = pages[0]?.documentMs.n ?? 0;
	const visits = pages.find(({ rowMs }) => rowMs !== null)?.rowMs?.n ?? 0;
	return [
		`A comparison of ${count} items, ${share} % of them right on one target and wrong on the other (${scenario}), ms: the first answer`,
		`of all, ${String(n)} answers with the page, ${String(n)} with its data alone, ${String(visits)} first visits from the navigation to the first row painted;`,
		`each should stay at ${String(aimMs)}`,
		table(
			[
				'first',
				'page p50',
				'p95',
				'max',
				'data p50',
				'p95',
				'max',
				'row p50',
				'max',
				'failed',
				'page'
			],
			rows
		)
	].join('\n');
};

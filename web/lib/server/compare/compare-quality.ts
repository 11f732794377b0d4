/** The answers of two cells to the same items: who is right more often, and whether that is shown. */
import { qualityGate } from '#bench/economics/verdict/quality-gate.ts';
import type { Cell } from '#core/run.ts';
import { z95 } from '#core/statistics/normal.ts';
import { mcNemarExactP, pairedDifference } from '#core/statistics/paired-difference.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import type { Database } from '#db/client.server.ts';
import { ungradedCounts } from '#db/judgements.server.ts';
import { pairedGrades } from '#db/paired-answers.server.ts';
import { heldAgainst, type HeldAgainst } from '#db/sequential.server.ts';
import type { ComparedQuality } from '../../compare/comparison.ts';

const heldSide = (
	held: HeldAgainst,
	idOfA: string
): Extract<ComparedQuality, { state: 'compared' }>['held'] => ({
	side: held.candidateCellId === idOfA ? 'a' : 'b',
	sequential: held
});

export const compareQuality = async (
	database: Database,
	a: Cell,
	b: Cell
): Promise<ComparedQuality> => {
	if (a.id === b.id) return { state: 'same-cell' };
	if (a.scenarioId !== b.scenarioId || a.scenarioHash !== b.scenarioHash) {
		return { state: 'other-items' };
	}
	const items = await pairedGrades(database, a.id, b.id);
	const held = await heldAgainst(database, a.id, b.id);
	const z = held?.lastZ ?? z95;
	const asked = {
		itemsOfA: items.filter(({ isAskedOfA }) => isAskedOfA).length,
		itemsOfB: items.filter(({ isAskedOfB }) => isAskedOfB).length
	};
	const countOf = (verdict: (typeof items)[number]['verdict']): number =>
		items.filter((item) => item.verdict === verdict).length;
	const counts = {
		bothRight: countOf('both-right'),
		onlyA: countOf('only-a'),
		onlyB: countOf('only-b'),
		bothWrong: countOf('both-wrong'),
		unpaired: countOf('unpaired')
	};
	const { bothRight, onlyA, onlyB, bothWrong, unpaired } = counts;
	const n = items.length - unpaired;
	if (n === 0) {
		const commonItems = items.filter(
			({ isAskedOfA, isAskedOfB }) => isAskedOfA && isAskedOfB
		).length;
		return {
			state: 'nothing-paired',
			...asked,
			commonItems,
			ungradedOfA: await ungradedCounts(database, a.id),
			ungradedOfB: await ungradedCounts(database, b.id)
		};
	}
	return {
		state: 'compared',
		counts,
		...asked,
		rightOfA: wilsonInterval(bothRight + onlyA, n),
		rightOfB: wilsonInterval(bothRight + onlyB, n),
		difference: pairedDifference({ onlyFirst: onlyA, onlySecond: onlyB, n }, z),
		held: held && heldSide(held, a.id),
		mcNemarP: mcNemarExactP(onlyA, onlyB),
		gateOfA: qualityGate({ bothRight, onlyLocal: onlyA, onlyApi: onlyB, bothWrong, z }),
		gateOfB: qualityGate({ bothRight, onlyLocal: onlyB, onlyApi: onlyA, bothWrong, z })
	};
};

/** Pairs are judged in both orders; a judge that looks at the place alone finds nothing but ties. */
import { expect, it } from 'vitest';
import type { PairFigures } from '#bench/cases/judge/pair-figures.ts';
import {
	callIn,
	noteCount,
	notesConfig,
	notesPlace,
	serveNotes
} from './support/judged-scenario.ts';
import { writeConfig } from './support/run-json.ts';

interface PairsJson {
	items: number;
	asked: number;
	judges: (PairFigures & { judgeId: string; emulated: boolean })[];
}

it('finds the better of two targets, ties where the orders disagree, and asks nothing twice', async () => {
	const workplace = notesPlace();
	const candidates = [await serveNotes('good', 1), await serveNotes('poor', 0.25)];
	const judges = [
		{ target: await serveNotes('fair', 1) },
		{
			target: await serveNotes('placed', 1, {
				judging: { positionBias: 1, unreadableShare: 0, noise: 0 }
			})
		},
		{
			target: await serveNotes('vague', 1, {
				judging: { positionBias: 0, unreadableShare: 0.3, noise: 0 }
			})
		}
	];
	writeConfig(workplace, notesConfig(candidates, null));
	writeConfig(workplace, notesConfig(candidates, judges), 'judges.yaml');
	await callIn(workplace, 'run', './bench.yaml', '--json');
	const compare = (...args: string[]) =>
		callIn(
			workplace,
			...([
				'judge',
				'pairs',
				'good',
				'poor',
				'--scenario',
				'notes',
				'--config',
				'./judges.yaml'
			] as const),
			...args
		);
	const { error, stdout, stderr } = await compare('--json');
	expect(error, stderr).toBeNull();
	const { items, asked, judges: found } = JSON.parse(stdout) as PairsJson;
	expect(items).toBe(noteCount);
	expect(asked).toBeLessThanOrEqual(3 * 2 * noteCount);
	const [fair, placed, vague] = found;
	// On a quarter of the items both are right, word for word.
	expect(fair).toMatchObject({ winsA: 30, winsB: 0, ties: 10, n: 40, unread: 0, emulated: true });
	expect(fair!.inconsistent.share).toBe(0);
	expect(fair!.exactP).toBeLessThan(0.001);
	expect(placed).toMatchObject({ winsA: 0, winsB: 0, ties: 40 });
	expect(placed).toMatchObject({ favouringFirst: 40, favouringSecond: 0 });
	expect(placed!.inconsistent.share).toBe(1);
	expect(vague!.unread).toBeGreaterThan(0);
	expect(vague!.n + vague!.unread).toBe(noteCount);
	const again = await compare();
	expect(again.stdout).toContain('all judged already');
	expect(again.stdout).toContain('went to whatever stood first');

	writeConfig(
		workplace,
		notesConfig(candidates, [
			{
				target: await serveNotes('mute', 1, {
					judging: { positionBias: 0, unreadableShare: 1, noise: 0 }
				})
			}
		]),
		'judges.yaml'
	);
	const mute = JSON.parse((await compare('--json')).stdout) as PairsJson;
	expect(mute.judges[0]).toMatchObject({ n: 0, unread: noteCount, exactP: null });
	expect((await compare()).stdout).not.toContain('1.0');
});

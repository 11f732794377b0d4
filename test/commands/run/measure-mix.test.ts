/** What becomes of the stages of a mix when one of them fails. */
import { describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import type { StartLine } from '#bench/load/start-line.ts';
import { measureMix, type MixPart } from '#bench/commands/run/measure-mix.ts';

/** Stages that only write down what happens to them; they run until they are cut short, or fail at once. */
const table = () => {
	const said: string[] = [];
	const lines: (StartLine | undefined)[] = [];
	const part = (
		name: string,
		fails?:
			{ code: 'E_UNREACHABLE' | 'E_AUTH' } | { throws: Error } | 'ends early' | 'runs to its end'
	): MixPart => {
		let cut: () => void = () => undefined;
		const untilCut = new Promise<void>((resolve) => {
			cut = resolve;
		});
		const endsItself = typeof fails === 'string';
		const failure =
			typeof fails === 'object' && 'code' in fails
				? new BenchError(fails.code, `${name} failed`)
				: null;
		return () =>
			Promise.resolve({
				block: (startLine?: StartLine) => {
					lines.push(startLine);
					if (typeof fails === 'object' && 'throws' in fails) return Promise.reject(fails.throws);
					return failure || endsItself ? Promise.resolve() : untilCut;
				},
				cutShort: (how) => {
					said.push(`${name} ${how}`);
					cut();
				},
				failure: () => failure,
				scenarioId: name,
				endedEarly: () => fails !== 'runs to its end',
				close: (others = []) => {
					said.push(`${name} stored${others.length === 0 ? '' : ` without ${others.join()}`}`);
					return failure ? Promise.reject(failure) : Promise.resolve();
				}
			});
	};
	return { said, lines, part };
};

describe('measureMix', () => {
	it('waits for answers in flight where the endpoint is gone, stores all stages, and passes the reason on once', async () => {
		const { said, part } = table();
		const gone = { code: 'E_UNREACHABLE' } as const;
		await expect(measureMix([part('A'), part('B', gone), part('C', gone)])).rejects.toMatchObject({
			code: 'E_UNREACHABLE',
			message: 'B failed'
		});
		expect(said.slice(0, 3)).toStrictEqual(['A stop', 'B stop', 'C stop']);
		expect(said.slice(-3)).toStrictEqual(['A stored', 'B stored', 'C stored']);
	});

	it.each([
		['the key is refused', { code: 'E_AUTH' } as const, 'E_AUTH'],
		[
			'attempts cannot be stored',
			{ throws: new BenchError('E_DATABASE', 'the disk is full') },
			'E_DATABASE'
		],
		['something unforeseen happens', { throws: new Error('unforeseen') }, 'E_INTERNAL']
	])('cuts all stages off where %s', async (_, fails, code) => {
		const { said, part } = table();
		await expect(measureMix([part('A'), part('B', fails)])).rejects.toMatchObject({ code });
		expect(said).toStrictEqual(['A abort', 'B abort', 'A stored', 'B stored']);
	});

	it('tells the stages that ran to their end which others ended before their time, and those nothing', async () => {
		const { said, part } = table();
		await measureMix([
			part('A', 'runs to its end'),
			part('B', 'ends early'),
			part('C', 'ends early'),
			part('D', 'runs to its end')
		]);
		expect(said).toStrictEqual([
			'A stored without B,C',
			'B stored',
			'C stored',
			'D stored without B,C'
		]);
	});

	it('gives all stages one start line, and none to what the run was stopped before', async () => {
		const { said, lines, part } = table();
		const gone = { code: 'E_UNREACHABLE' } as const;
		const stopped: MixPart = () => Promise.resolve(null);
		await expect(measureMix([part('A'), part('B', gone), stopped, part('C')])).rejects.toThrow();
		expect(lines).toHaveLength(2);
		expect(lines[0]).toBeDefined();
		expect(lines[1]).toBe(lines[0]);
		expect(said.slice(-2)).toStrictEqual(['A stored', 'B stored']);
	});
});

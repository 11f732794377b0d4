import { describe, expect, it } from 'vitest';
import { builtModule, builtName } from '#bench/release/built-module.ts';

const modules = new Set(['bench/load/run.ts', 'bench/load/worker.ts', 'bench/core/units.ts']);
const built = (text: string): string =>
	builtModule(text, 'bench/load/run.ts', (file) => modules.has(file));

describe('builtModule', () => {
	it('names the modules beside it by their built form, in imports and in entry files of workers', () => {
		const text = built(`
import { start } from './worker.ts';
import type { Load } from './worker.ts';
export * from '../core/units.ts';
export const later = () => import('./worker.ts');
export const entry = (isOther: boolean) => new URL(isOther ? 'worker.ts' : './worker.ts', import.meta.url);
export const load = (given: Load): void => start(given);
`);
		expect(text).toContain(`import { start } from './worker.js';`);
		expect(text).toContain(`export * from '../core/units.js';`);
		expect(text).toContain(`import('./worker.js')`);
		expect(text).toContain(`new URL(isOther ? 'worker.js' : './worker.js', import.meta.url)`);
		expect(text).not.toContain('.ts');
		expect(text).not.toContain('Load');
	});

	it('leaves what names no module beside it, and what the manifest maps', () => {
		const text = built(`
import { sum } from '#core/units.ts';
export const note = sum('vite.config.ts', './missing.ts');
`);
		expect(text).toContain(`from '#core/units.ts'`);
		expect(text).toContain(`sum('vite.config.ts', './missing.ts')`);
	});

	it('writes nothing that the oldest Node of the package cannot read', () => {
		const text = built(`
export const size = async (open: () => Promise<AsyncDisposable & { size: number }>): Promise<number> => {
	await using handle = await open();
	return handle.size;
};
`);
		expect(text).not.toMatch(/await using/u);
		expect(text).toContain('Symbol.asyncDispose');
	});
});

describe('builtName', () => {
	it('changes the ending of modules alone', () => {
		expect(builtName('bench/cli.ts')).toBe('bench/cli.js');
		expect(builtName('scenarios/world.js')).toBe('scenarios/world.js');
		expect(builtName('db/migrations/0001.sql')).toBe('db/migrations/0001.sql');
	});
});

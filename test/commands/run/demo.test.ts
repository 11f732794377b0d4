import { describe, expect, it } from 'vitest';
import { configSchema } from '#core/config.ts';
import { servableTargets } from '#bench/commands/run/demo.ts';

describe('the targets of the demo', () => {
	const targets = configSchema.parse({
		name: 'demo',
		scenarios: [{ use: 'support-triage' }],
		targets: [
			{ id: 'tiny', kind: 'embedded', modelFile: 'model.gguf' },
			{
				id: 'host',
				kind: 'self-hosted',
				protocol: 'openai-chat',
				baseUrl: 'http://127.0.0.1:1',
				model: 'm'
			}
		],
		loads: [{ kind: 'closed', concurrency: 1, requests: 1 }]
	}).targets;

	it('are all of them where the engine is installed', () => {
		expect(servableTargets(targets, null)).toEqual({ targets, note: null });
	});

	it('leave out what needs the engine where it is not, and say so', () => {
		const { targets: kept, note } = servableTargets(targets, 'the engine is not installed');
		expect(kept.map(({ id }) => id)).toEqual(['host']);
		expect(note).toContain('left out tiny: the engine is not installed');
		expect(note).toContain('EMULATED');
	});
});

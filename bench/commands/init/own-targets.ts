/** Targets that bench serves itself, for a config that can be run at once. */
import { fileURLToPath } from 'node:url';
import { fromConfig } from './from-config.ts';

/** The trained model that comes with the scenarios. */
const modelFile = fileURLToPath(
	new URL('../../../scenarios/model/breakeven-tiny.gguf', import.meta.url)
);

export const ownTargets: Readonly<
	Record<
		'embedded' | 'emulated',
		(configFile: string) => { about: string; target: Record<string, unknown> }
	>
> = {
	embedded: (configFile) => ({
		about:
			'Real: llama.cpp on one thread of this machine, with the small model of scenarios/model.',
		target: {
			id: 'tiny',
			title: 'breakeven-tiny on this machine',
			kind: 'embedded',
			modelFile: fromConfig(modelFile, configFile),
			threads: 1,
			slots: 4,
			contextTokens: 2_048,
			parameters: { temperature: 0 }
		}
	}),
	emulated: () => ({
		about: 'EMULATED: no model; timings and answers are made up to these settings.',
		target: {
			id: 'emulated',
			kind: 'emulated',
			protocol: 'openai-chat',
			model: 'emulated-open-8b',
			quality: 0.88,
			performance: {
				prefillTokensPerS: 40_000,
				decodeStepMs: 9,
				decodeStepPerSequenceMs: 0.08,
				slots: 64,
				overheadMs: 4
			}
		}
	})
};

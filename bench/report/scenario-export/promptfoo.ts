/** A scenario as a configuration of promptfoo: one prompt, one test an item. Written for version 0.123. */
import { stringify } from 'yaml';
import type { GraderKind } from '#core/grader-spec.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { ExportedScenario } from './exported-file.ts';
import { textReferencesOf } from './text-references.ts';

const kinds: GraderKind[] = ['label', 'exact', 'normalised', 'number', 'json-schema'];

/** Letters and digits alone, as an expression of JavaScript over `text`. */
const keyOf = (text: string): string =>
	`${text}.normalize('NFKD').toLowerCase().replace(/[^\\p{L}\\p{N}]+/gu, '')`;

const differencesOf: Partial<Record<GraderKind, string>> = {
	label:
		'An answer passes here where it is the label and nothing else, without case and punctuation; bench also finds a label that is named in a sentence.',
	number:
		'An answer passes here where it is a number and nothing else; bench also finds a number that is marked as the answer.',
	'json-schema':
		'Only the schema is checked here; bench also compares every value with the reference.'
};

const assertOf = ({ scenario: { grader } }: LoadedScenario, texts: readonly string[]): object => {
	if (grader.kind === 'json-schema') return { type: 'is-json', value: grader.schema };
	const javascript = (value: string): object => ({ type: 'javascript', value });
	const accepted = JSON.stringify(texts);
	if (grader.kind === 'exact') {
		return javascript(`${accepted}.includes(output.normalize('NFC').trim())`);
	}
	if (grader.kind === 'number') {
		const [value = '0'] = texts;
		const allowed = Math.max(grader.tolerance, grader.relativeTolerance * Math.abs(Number(value)));
		return javascript(
			`output.trim() !== '' && Math.abs(Number(output.trim().replace(/[,$€£%]/g, '')) - ${value}) <= ${String(allowed + 1e-9)}`
		);
	}
	return javascript(`${accepted}.some((text) => ${keyOf('text')} === ${keyOf('output')})`);
};

/** Braces of a text would be placeholders of the template language. */
const escaped = (text: string): string => text.replaceAll('{%', '{ %').replaceAll('{#', '{ #');

export const exportPromptfoo = (loaded: LoadedScenario): ExportedScenario => {
	const { scenario, items } = loaded;
	const { prompt, grader } = scenario;
	const messages = [
		...(prompt.system === '' ? [] : [{ role: 'system', content: escaped(prompt.system) }]),
		{ role: 'user', content: escaped(prompt.user) }
	];
	const config = {
		description: scenario.title,
		prompts: ['file://prompt.json'],
		// The user puts a provider in place of it.
		providers: [{ id: 'openai:chat:MODEL', config: { max_tokens: scenario.maxOutputTokens } }],
		tests: items.map((item) => ({
			description: item.id,
			vars: item.input,
			assert: [assertOf(loaded, textReferencesOf(loaded, item, { format: 'promptfoo', kinds }))],
			metadata: { language: item.language, tags: item.tags }
		}))
	};
	const difference = differencesOf[grader.kind];
	return {
		files: [
			{ name: 'promptfooconfig.yaml', text: stringify(config, { lineWidth: 0 }) },
			{ name: 'prompt.json', text: `${JSON.stringify(messages, null, '\t')}\n` }
		],
		differences: difference === undefined ? [] : [difference]
	};
};

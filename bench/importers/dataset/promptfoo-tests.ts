/** Tests of a promptfoo configuration: variables, and what the answer must be. */
import { parse } from 'yaml';
import { isObject, type JsonValue } from '#core/json.ts';
import type { RawDataset, RawItem } from './raw-item.ts';

/** Assertions that name the right answer itself. */
const naming = new Set(['equals', 'icontains', 'contains', 'similar', 'rouge-n', 'levenshtein']);

const referenceIn = (test: Record<string, unknown>): JsonValue | null => {
	for (const assertion of Array.isArray(test['assert']) ? (test['assert'] as unknown[]) : []) {
		if (!isObject(assertion) || !naming.has(String(assertion['type']))) continue;
		const value = assertion['value'];
		if (typeof value === 'string' || typeof value === 'number') return value;
	}
	return null;
};

const varsIn = (test: Record<string, unknown>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(isObject(test['vars']) ? test['vars'] : {}).flatMap(([name, value]) =>
			typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []
		)
	);

/** Throws what the YAML parser says of a text that is none. */
export const readPromptfooTests = (text: string): RawDataset => {
	const config: unknown = parse(text);
	const tests =
		isObject(config) && Array.isArray(config['tests']) ? (config['tests'] as unknown[]) : [];
	const prompts =
		isObject(config) && Array.isArray(config['prompts']) ? (config['prompts'] as unknown[]) : [];
	const [prompt] = prompts;
	const items: RawItem[] = [];
	const bad: RawDataset['bad'] = [];
	for (const [index, test] of tests.entries()) {
		const path = `tests[${String(index)}]`;
		const reference = isObject(test) ? referenceIn(test) : null;
		const input = isObject(test) ? varsIn(test) : {};
		if (reference === null) {
			bad.push({
				line: null,
				path,
				message: 'no assertion names the right answer (equals, contains, similar …)'
			});
		} else if (Object.keys(input).length === 0)
			bad.push({ line: null, path, message: 'has no "vars"' });
		else items.push({ line: null, input, reference });
	}
	if (tests.length === 0)
		bad.push({ line: null, path: 'tests', message: 'there are none in the file' });
	return {
		items,
		prompt:
			typeof prompt === 'string' && !prompt.startsWith('file://')
				? { system: '', user: prompt }
				: null,
		bad
	};
};

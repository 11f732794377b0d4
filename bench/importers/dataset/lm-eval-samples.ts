/** Samples as lm-evaluation-harness logs them (`--log_samples`): the prompt as it was sent, and the target. */
import { isObject, type JsonValue } from '#core/json.ts';
import { readJsonLines } from './json-lines.ts';
import type { RawDataset, RawItem } from './raw-item.ts';

/** The text of the first request: a list of requests, each a list of arguments, or an object of them in newer logs. */
const promptIn = (value: Record<string, unknown>): string | null => {
	const requests = value['arguments'];
	if (Array.isArray(requests)) {
		const [first] = requests as unknown[];
		const prompt: unknown = Array.isArray(first) ? (first as unknown[])[0] : first;
		return typeof prompt === 'string' ? prompt : null;
	}
	if (!isObject(requests)) return null;
	const first = requests['gen_args_0'];
	const prompt = isObject(first) ? first['arg_0'] : null;
	return typeof prompt === 'string' ? prompt : null;
};

export const readLmEvalSamples = (text: string): RawDataset => {
	const { lines, bad } = readJsonLines(text);
	const items: RawItem[] = [];
	const found = [...bad];
	for (const { line, value } of lines) {
		const prompt = promptIn(value);
		const target = value['target'];
		if (prompt === null) found.push({ line, path: 'arguments', message: 'has no prompt' });
		else if (target === undefined || target === null || target === '') {
			found.push({ line, path: 'target', message: 'missing; an item needs a reference' });
		} else items.push({ line, input: { prompt }, reference: target as JsonValue });
	}
	return { items, prompt: { system: '', user: '{{prompt}}' }, bad: found };
};

/** Lines of JSON, each an object. */
import { errorMessage } from '#core/errors.ts';
import { isObject } from '#core/json.ts';
import type { RawDataset } from './raw-item.ts';

export interface JsonLine {
	line: number;
	value: Record<string, unknown>;
}

/** Blank lines are left out; a line that is no object is a problem. */
export const readJsonLines = (text: string): { lines: JsonLine[]; bad: RawDataset['bad'] } => {
	const lines: JsonLine[] = [];
	const bad: RawDataset['bad'] = [];
	for (const [index, raw] of text.split(/\r?\n/u).entries()) {
		if (raw.trim() === '') continue;
		const line = index + 1;
		try {
			const value: unknown = JSON.parse(raw);
			if (isObject(value)) lines.push({ line, value });
			else bad.push({ line, path: '', message: 'expected a JSON object' });
		} catch (error) {
			bad.push({ line, path: '', message: `not JSON: ${errorMessage(error)}` });
		}
	}
	return { lines, bad };
};

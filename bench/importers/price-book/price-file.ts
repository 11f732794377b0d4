/** Reads price files (YAML or JSON): checked whole, every problem with its line. */
import { priceFileSchema, type PriceFile } from '#core/price-list.ts';
import { BenchError, type Problem } from '#core/errors.ts';
import { parseYaml } from '#core/yaml-problems.ts';
import { readTextFile } from '../text-file.ts';

/** Most bytes of a price file. */
const maxBytes = 8 * 1_048_576;

/** Keys that name another unit than ours: per token, per thousand. */
const otherUnit = /(?:usd|price|cost).*per_?(?:1_?000|1k|k|thousand|tok)/iu;

/** What to say of a key or column in another unit; null where its name says nothing of the kind. */
export const unitMismatch = (name: string): string | null => {
	if (!otherUnit.test(name) || /calls/iu.test(name)) return null;
	const isPerToken = /per_?tok/iu.test(name);
	return `is in another unit: prices are in USD per million tokens, named such as inputUsdPerMtok; multiply by ${isPerToken ? '1,000,000' : '1,000'}`;
};

const withUnit = (problem: Problem): Problem => {
	const mismatch = unitMismatch(problem.path.split('.').at(-1) ?? '');
	return mismatch !== null && problem.message.startsWith('unknown key')
		? { ...problem, message: mismatch }
		: problem;
};

/** Parses the text of a price file; all problems, each with its line. */
export const parsePriceFile = (
	text: string,
	file: string
): { ok: true; value: PriceFile } | { ok: false; problems: Problem[] } => {
	const parsed = parseYaml(text, priceFileSchema, file);
	return parsed.ok ? parsed : { ok: false, problems: parsed.problems.map(withUnit) };
};

/** One error for the problems of price files. */
export const priceFileError = (problems: readonly Problem[], what: string): BenchError =>
	new BenchError('E_CONFIG', what, {
		problems,
		hint: 'bench/books/prices/ has examples; money is in USD per million tokens, as plain decimals.'
	});

/** Reads and checks several files. Throws `E_FILE` where one cannot be read and `E_CONFIG` with the problems of all. */
export const readPriceFiles = async (files: readonly string[]): Promise<PriceFile[]> => {
	const read = await Promise.all(
		files.map(async (file) => {
			const { text } = await readTextFile(file, maxBytes);
			return parsePriceFile(text, file);
		})
	);
	const problems = read.flatMap((each) => (each.ok ? [] : each.problems));
	if (problems.length > 0) {
		const count = problems.length;
		const where = [...new Set(problems.map(({ file }) => file))].join(', ');
		throw priceFileError(problems, `${where}: ${String(count)} problem${count === 1 ? '' : 's'}`);
	}
	return read.flatMap((each) => (each.ok ? [each.value] : []));
};

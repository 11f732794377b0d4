/** Holds what flags describe to the rules of a config; a problem is told by the flag that it came from. */
import { configSchema, type Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { typedSecretProblems } from '#core/typed-secret-problems.ts';
import { expandPresets } from '#bench/importers/expand-presets.ts';
import { readTlsFiles } from '#bench/importers/tls-files.ts';
import { parameterProblems } from '#bench/protocols/parameter-problems.ts';
import { endpointFlagOf, headerHint } from './endpoint-options.ts';

interface FlagProblem {
	path: readonly PropertyKey[];
	message: string;
}

/** The first problem of a target as a sentence that names the flag; the place is one in the target. */
const refusal = (
	{ path, message }: FlagProblem,
	flagOf: Readonly<Record<string, string>>
): BenchError => {
	const flag = endpointFlagOf(path) ?? flagOf[String(path.at(-1) ?? '')] ?? String(path.at(-1));
	return new BenchError(
		'E_USAGE',
		`${flag}: ${message}`,
		path[0] === 'headers' ? { hint: headerHint } : {}
	);
};

const inTarget = ({ path, message }: FlagProblem): FlagProblem => ({
	path: path[0] === 'targets' ? path.slice(2) : path,
	message
});

/**
 * The config that a value is, whose first target is the endpoint of the flags. `folder`: what paths of certificates are relative to; `flagOf`: the flag
 * behind a field that no flag of an endpoint is behind. Throws E_USAGE with the first problem.
 */
export const configOfFlags = (
	written: unknown,
	{ folder, flagOf }: { folder: string; flagOf: Readonly<Record<string, string>> }
): Config => {
	const problems: FlagProblem[] = [];
	const expanded = expandPresets(written, (problem) => problems.push(problem));
	const parsed = configSchema.safeParse(expanded);
	const target = parsed.data?.targets[0];
	problems.push(
		...(parsed.error?.issues ?? [...parameterProblems(target), ...typedSecretProblems(target)])
	);
	if (target && 'tls' in target && target.tls) {
		const { problems: ofFiles } = readTlsFiles(target.tls, {
			folder,
			nowMs: Date.now(),
			passphrase: undefined
		});
		problems.push(...ofFiles.map(({ path, message }) => ({ path: ['tls', path], message })));
	}
	const [first] = problems;
	if (first) throw refusal(inTarget(first), flagOf);
	if (!parsed.data) throw new BenchError('E_INTERNAL', 'a config was refused without a reason');
	return parsed.data;
};

/** The keys that kept texts are encrypted with, from the environment or from a command that it names. */
import { BenchError } from '#core/errors.ts';
import { parseJson } from '#core/json.ts';
import { dataKeyVariable, parseDataKey, readDataKeys, type DataKeys } from '#db/data-key.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const commandVariable = 'BENCH_DATA_KEY_COMMAND';

/** Program and arguments: a JSON list of texts, or words with blanks between them; no shell reads them. */
const wordsOf = (text: string): string[] => {
	const written = text.trim();
	if (!written.startsWith('[')) return written.split(/\s+/u);
	const list = parseJson(written);
	const isList =
		Array.isArray(list) && list.length > 0 && list.every((word) => typeof word === 'string');
	if (isList) return list;
	throw new BenchError('E_USAGE', `${commandVariable} is no list of texts`, {
		hint: 'Write the program and its arguments with blanks between them, or as JSON: ["pass", "show", "bench key"].'
	});
};

/** One for each command that is named: it may ask for a finger on a key, and is not to do so twice. */
const asked = new Map<string, Promise<Buffer>>();

const keyOfCommand = async (text: string, env: Environment): Promise<Buffer> => {
	const command = wordsOf(text);
	const { writtenSecret } = await import('./run/run-secret-command.ts');
	const end = await writtenSecret({ command, env });
	const named = `the command "${command[0] ?? ''}" of ${commandVariable}`;
	if ('secret' in end) return parseDataKey(end.secret, `what ${named} wrote`);
	throw new BenchError('E_AUTH', `${named} ${end.problem}`, {
		hint: 'Run it in the shell that runs bench: it must write the key alone, on one line, and end with 0.'
	});
};

/** Throws E_USAGE for a key that is none, or two at once, and E_AUTH where its command does not write one. */
export const dataKeysOf = async (env: Environment): Promise<DataKeys> => {
	const command = env[commandVariable]?.trim() ?? '';
	if (command === '') return readDataKeys(env);
	if ((env[dataKeyVariable] ?? '').trim() !== '') {
		throw new BenchError('E_USAGE', `${dataKeyVariable} and ${commandVariable} are both set`, {
			hint: 'Unset one of them: there is one key.'
		});
	}
	const key = asked.get(command) ?? keyOfCommand(command, env);
	asked.set(command, key);
	const current = await key;
	return { current, old: readDataKeys({ ...env, [dataKeyVariable]: current.toString('hex') }).old };
};

/** Secrets that are typed out in a config, by their name, their scheme or their shape. What is said of one never quotes it. */
import { isObject } from './json.ts';

const reference = /\$\{[^{}]*\}/u;

/** Words of a name in small letters: `X-AccessToken`, `access_token` and `accessToken2` end alike. Numbers at the end tell copies apart. */
const wordsOf = (name: string): string[] =>
	name
		.replaceAll(/([a-z\d])([A-Z])/gu, '$1-$2')
		.replaceAll(/([A-Z])([A-Z][a-z])/gu, '$1-$2')
		.toLowerCase()
		.replace(/[^a-z]+$/u, '')
		.split(/[^a-z\d]+/u);

const secretWord =
	/^(?:auth|authorization|cookie|key|pwd|passwd|passphrase|sig|signature|credentials?|jwt)$|(?:token|secret|password)$|(?:api|access|secret|private|subscription|auth|shared|master)key$/u;

/** Whether the value of a header is a secret by the name of it, however the name is written. */
export const isSecretName = (name: string): boolean => secretWord.test(wordsOf(name).at(-1) ?? '');

/** Whether the value of a parameter of an address is: `code` is how functions of Azure take a key. */
export const isSecretParameter = (name: string): boolean =>
	isSecretName(name) || wordsOf(name).join('') === 'code';

/**
 * Whether a field of a body is. Narrower than for headers, as engines have fields such as `tokenizer`, `stop_token_ids` and `cache_key`:
 * only names that are those of a secret alone.
 */
const isSecretField = (name: string): boolean =>
	/^(?:authorization|secret|pwd|passwd|credentials?|authkey|accesskey|privatekey|hftoken)$|(?:apikey|apitoken|accesstoken|authtoken|bearertoken|refreshtoken|sessiontoken|clientsecret|secretkey|apisecret|secretaccesskey|password)$/u.test(
		wordsOf(name).join('')
	);

/** How keys begin that tell whose they are, and how they go on. */
const keyShapes = new RegExp(
	String.raw`(?<![A-Za-z\d])(?:` +
		[
			String.raw`sk-[\w-]*\w{12}`,
			String.raw`AIza[\w-]{20}`,
			'AKIA[A-Z\\d]{12}',
			String.raw`(?:hf|gsk|r8|gh[oprsu])_[A-Za-z\d]{16}`,
			String.raw`github_pat_\w{16}`,
			String.raw`(?:xai|pplx)-[A-Za-z\d]{16}`,
			String.raw`(?:nvapi|glpat)-[\w-]{16}`,
			String.raw`eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.`
		].join('|') +
		')',
	'u'
);

/** Whether a text holds what looks like a key of a well-known issuer. */
export const holdsKey = (text: string): boolean => keyShapes.test(text);

/** Whether a text is the word of a scheme and credentials that are typed out. `Basic` and `Token` begin other texts too: there the next has to be no plain word. */
const holdsTypedCredentials = (value: string): boolean => {
	const [, scheme = '', word = ''] = /^\s*([a-z]+(?:-key)?)[\s:=]+(\S+)/iu.exec(value) ?? [];
	if (word === '' || reference.test(word)) return false;
	if (/^(?:bearer|api-?key)$/iu.test(scheme)) return true;
	return (
		/^(?:basic|token)$/iu.test(scheme) && word.length >= 6 && /[\d+/_=]|[a-z][A-Z]/u.test(word)
	);
};

/** Whether a header holds a secret as it is, and not only by `${NAME}`. */
export const isTypedInHeader = (name: string, value: string): boolean =>
	(isSecretName(name) && !reference.test(value)) || holdsTypedCredentials(value) || holdsKey(value);

const decoded = (text: string): string => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};

/** Whether an address holds a secret: a parameter that is one by its name, or a key of a known shape anywhere. */
export const isTypedInAddress = (text: string): boolean => {
	const [, query = ''] = /[?#](.*)$/su.exec(text) ?? [];
	return (
		holdsKey(text) ||
		holdsKey(decoded(text)) ||
		query.split(/[&;?#]/u).some((each) => {
			const [name = '', value = ''] = each.split('=');
			return value !== '' && isSecretParameter(decoded(name));
		})
	);
};

/** A sentence for what only a header can take from the environment. `why`: a reason beside that a config holds no secrets. */
export const typedSecret = (name: string, why: string): string =>
	`"${name}" holds a secret, ${why}: send it as a header, write \${OUR_KEY} there and set that variable`;

export interface TypedSecret {
	/** Steps to the field. */
	path: (string | number)[];
	/** A sentence. */
	message: string;
}

/** A number is a secret from as many digits on as a text is. */
const isValue = (value: unknown): boolean =>
	typeof value === 'number' ? value >= 1e7 : typeof value === 'string' && value !== '';

/** Every secret in the fields that are added to a body, at any depth; `name` is that of the field they stand in. */
export const typedInBody = (value: unknown, name: string): TypedSecret[] => {
	const here = { path: [], message: typedSecret(name, 'and bodies are stored and shown') };
	if (typeof value === 'string') return holdsKey(value) ? [here] : [];
	if (!Array.isArray(value) && !isObject(value)) return [];
	return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
		// A place is shown with what is said of it, so that it must name no key itself.
		if (holdsKey(key)) return [here];
		const field = Array.isArray(value) ? Number(key) : key;
		const found =
			isSecretField(key) && isValue(each)
				? [{ path: [], message: typedSecret(key, 'and bodies are stored and shown') }]
				: typedInBody(each, Array.isArray(value) ? name : key);
		return found.map(({ path, message }) => ({ path: [field, ...path], message }));
	});
};

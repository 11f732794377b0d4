/** The proxy of a target, as written in a config: an address, or none. Name and password come from the environment alone. */
import { z } from 'zod';
import { isVariableName, variablesIn } from './endpoint-access.ts';

/** The word for a target that is reached directly, whatever the environment says. */
export const noProxy = 'none';

const wholeReference = /^\$\{[^{}]*\}$/u;

const expectedAddress =
	'expected the address of an HTTP proxy, such as http://proxy.example:3128, or none';

/** What is wrong with a proxy, a sentence that does not quote it, as it may hold a password; null for nothing. */
export const proxyProblem = (text: string): string | null => {
	if (text === noProxy) return null;
	if (!variablesIn(text).every(isVariableName)) {
		return 'expected the NAME of an environment variable in ${…} (capitals, digits, underscores)';
	}
	// What is in the variable is checked where it is read.
	if (wholeReference.test(text)) return null;
	const filled = text.replaceAll(/\$\{[^{}]*\}/gu, 'x');
	if (!/^https?:\/\/[^/]/iu.test(filled) || !URL.canParse(filled)) return expectedAddress;
	const { pathname, search, hash } = new URL(filled);
	if (pathname !== '/' || search !== '' || hash !== '') {
		return 'the address of a proxy ends with its port; leave out what follows';
	}
	const [, access] = /^[a-z]+:\/\/([^/?#]*)@/iu.exec(text) ?? [];
	if (access === undefined) return null;
	const colon = access.indexOf(':');
	// A name without a password is a token.
	const secret = colon === -1 ? access : access.slice(colon + 1);
	return wholeReference.test(secret)
		? null
		: 'the address holds a password, which a config must not: expected the name of an environment variable, such as http://bench:${OUR_PROXY_PASSWORD}@proxy.example:3128';
};

export const proxySchema = z
	.string()
	.superRefine((text, context) => {
		const problem = proxyProblem(text);
		if (problem !== null) context.addIssue({ code: 'custom', message: problem });
	})
	.describe(
		'HTTP proxy through which a tunnel (CONNECT) is opened for every connection to the target, such as `http://proxy.example:3128`, or `none`; `${NAME}` stands for an environment variable. That of HTTPS_PROXY, HTTP_PROXY and NO_PROXY where absent'
	);

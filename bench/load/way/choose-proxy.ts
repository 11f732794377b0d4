/** Whether a target is reached through a proxy, and through which: what the target says, else what the environment says. Pure. */
import { isVariableName, variablesIn } from '#core/endpoint-access.ts';
import { BenchError } from '#core/errors.ts';
import { noProxy } from '#core/proxy-setting.ts';
import { isExempt, isOwnMachine } from './no-proxy.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Proxy {
	/** Its address without name and password, such as `http://proxy.example:3128`: what is shown and stored. */
	shown: string;
	/** Name or address, without brackets. */
	hostname: string;
	port: number;
	/** Whether it is itself spoken to over TLS. */
	isTls: boolean;
	/** Value of the header proxy-authorization (Basic, RFC 7617); null without name and password. */
	authorization: string | null;
	/** Where it was read: the name of a variable, or `the target`. */
	source: string;
	/** What of it must not appear in anything kept or shown. */
	secrets: readonly string[];
}

export const portOf = (url: URL): number =>
	url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);

/** The first of two spellings that is set to something; curl looks at the lower one first. */
const readVariable = (name: string, env: Environment): { name: string; value: string } | null => {
	for (const spelling of [name.toLowerCase(), name]) {
		const value = env[spelling]?.trim();
		if (value) return { name: spelling, value };
	}
	return null;
};

const decoded = (text: string): string => {
	try {
		return decodeURIComponent(text);
	} catch {
		// A percent sign that begins no code stands for itself.
		return text;
	}
};

const unusable = (targetId: string, source: string, why: string): BenchError =>
	new BenchError('E_CONFIG', `target "${targetId}": the proxy of ${source} ${why}`, {
		hint: 'Expected http://HOST:PORT, with http://NAME:PASSWORD@HOST:PORT where it wants them. "proxy: none" in the target, or NO_PROXY, goes past it.'
	});

const parseProxy = (text: string, source: string, targetId: string): Proxy => {
	// As with curl, an address without a scheme is that of an HTTP proxy.
	const written = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `http://${text}`;
	const url = URL.canParse(written) ? new URL(written) : null;
	if (!url) throw unusable(targetId, source, 'is no address');
	if (!/^https?:$/u.test(url.protocol)) {
		throw unusable(
			targetId,
			source,
			`begins with ${url.protocol}//, and bench speaks to HTTP proxies alone`
		);
	}
	const [name, password] = [decoded(url.username), decoded(url.password)];
	const hasAccess = name !== '' || password !== '';
	const token = Buffer.from(`${name}:${password}`, 'utf8').toString('base64');
	const port = portOf(url);
	return {
		shown: `${url.protocol}//${url.hostname}:${String(port)}`,
		hostname: url.hostname.replace(/^\[|\]$/gu, ''),
		port,
		isTls: url.protocol === 'https:',
		authorization: hasAccess ? `Basic ${token}` : null,
		source,
		secrets: hasAccess
			? [password === '' ? name : password, token, ...(url.password === '' ? [] : [url.password])]
			: []
	};
};

/** The setting of a target with the values of its variables. */
const fillIn = (setting: string, targetId: string, env: Environment): string => {
	const isWhole = /^\$\{[^{}]*\}$/u.test(setting);
	for (const name of variablesIn(setting)) {
		if (isVariableName(name) && env[name]?.trim()) continue;
		throw new BenchError(
			'E_AUTH',
			`target "${targetId}" takes its proxy from the environment variable ${name}, which is not set`,
			{ hint: `Set it in the shell that runs bench: export ${name}=…` }
		);
	}
	return setting.replaceAll(/\$\{([^{}]*)\}/gu, (_, name: string) => {
		const value = env[name]?.trim() ?? '';
		// A password may hold what ends the name of a host.
		return isWhole ? value : encodeURIComponent(value);
	});
};

/**
 * The proxy of a target; null where it is reached directly. What the target says goes first; then `https_proxy` or `http_proxy` by the scheme of
 * the endpoint, lower case before upper case, unless `no_proxy` names the host, or the host is this machine. Throws E_CONFIG for an address that is
 * none of an HTTP proxy, E_AUTH for a variable that the target names and that is not set.
 */
export const chooseProxy = (
	{ id, baseUrl, proxy }: { id: string; baseUrl: string; proxy?: string | undefined },
	env: Environment
): Proxy | null => {
	if (proxy !== undefined) {
		if (proxy === noProxy) return null;
		return parseProxy(fillIn(proxy, id, env), 'the target', id);
	}
	const url = new URL(baseUrl);
	if (isOwnMachine(url.hostname)) return null;
	const found = readVariable(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', env);
	if (!found) return null;
	const exempt = readVariable('NO_PROXY', env)?.value ?? '';
	return isExempt(exempt, url.hostname, portOf(url))
		? null
		: parseProxy(found.value, found.name, id);
};

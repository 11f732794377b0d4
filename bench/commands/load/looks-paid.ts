/** Whether an endpoint that flags describe looks like one that somebody sends a bill for. */
import { isIP } from 'node:net';
import { variablesOf, type EndpointAccess } from '#core/endpoint-access.ts';
import { presetOf } from '#bench/protocols/presets.ts';
import type { EndpointOfFlags } from './endpoint-options.ts';

/** Loopback, private and link-local addresses and names without a domain: endpoints that nobody sends a bill for. */
const isPrivateHost = (hostname: string): boolean => {
	const host = hostname.replace(/^\[|\]$/g, '');
	if (isIP(host) === 0)
		return !host.includes('.') || /\.(local|internal|localhost|lan)$/i.test(host);
	return /^(0\.0\.0\.0$|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80)/i.test(
		host
	);
};

/** Whether the endpoint gets a key, a token or a header out of the environment, be it of its preset. */
const hasKeyOf = ({ fields }: EndpointOfFlags): boolean => {
	const preset = presetOf(fields['preset']);
	const { apiKeyEnv, credentials, headers } = fields as EndpointAccess;
	const needed = [
		...variablesOf({ apiKeyEnv, credentials, headers }),
		...variablesOf({ headers: preset?.headers })
	];
	return needed.length > 0 || (preset?.apiKeyEnv ?? null) !== null;
};

/** Whether it is asked with a key, at an address that is not one of the user's own network. */
export const looksPaid = (endpoint: EndpointOfFlags): boolean =>
	hasKeyOf(endpoint) && !isPrivateHost(endpoint.url.hostname);

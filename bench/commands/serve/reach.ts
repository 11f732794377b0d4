/** Who can reach a site by how it is started, and under which names. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { BenchError } from '#core/errors.ts';

export interface Reach {
	/** The address that it listens on. */
	host: string;
	/** Names, with their port where it is not that of the scheme, under which it may be called beside its address. */
	allowHost?: readonly string[];
	/** Whether a proxy with HTTPS stands before it. */
	behindHttps?: true;
	/** The header in which a proxy names who asks; null without one. */
	addressHeader?: string | null;
}

const isLoopback = (host: string): boolean =>
	host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/u.test(host);

const portPart = /:\d+$/u;

const isLoopbackName = (name: string): boolean =>
	isLoopback(name.replace(portPart, '').replace(/^\[(.*)\]$/u, '$1'));

/** What `--allow-host` takes: a name or an address, in brackets where it is IPv6, and a port where browsers show one. */
export const isHostName = (text: string): boolean =>
	/^(?:\[[\da-f:.]+\]|[\da-z_](?:[\da-z_.-]*[\da-z])?)(?::\d{1,5})?$/iu.test(text);

/** How others reach it, in the words of the command line; null where only this machine does. */
const openedBy = ({
	host,
	allowHost = [],
	behindHttps,
	addressHeader = null
}: Reach): string | null => {
	if (!isLoopback(host)) return `--host ${host} lets others reach this site`;
	if (behindHttps) return '--behind-https says that others reach this site through a proxy';
	if (addressHeader !== null) {
		return 'BENCH_WEB_ADDRESS_HEADER says that others reach this site through a proxy';
	}
	const name = allowHost.find((each) => !isLoopbackName(each));
	return name === undefined ? null : `--allow-host ${name} says that others reach this site`;
};

/** Whether nobody but this machine reaches it: nobody is asked who they are then, until there is an account. */
export const isAlone = (reach: Reach): boolean => openedBy(reach) === null;

/** Throws E_USAGE where others could reach a site that asks nobody who they are. */
export const checkKeptOut = (
	reach: Reach,
	{ isAsked, note }: { isAsked: boolean; note: (text: string) => void }
): void => {
	const opened = openedBy(reach);
	if (opened === null) return;
	if (!isAsked) {
		throw new BenchError('E_USAGE', `${opened}, and nothing would keep them out`, {
			hint: 'Set BENCH_SERVE_TOKEN to a token of 16 characters or more that readers must enter, make an account with "bench account add NAME --role admin", set up an identity provider (BENCH_OIDC_ISSUER), or leave --host, --behind-https and --allow-host out. Is there an account already? Then the database of --db is another one than you mean, or is away.'
		});
	}
	if (!reach.behindHttps) {
		note(
			'this site speaks plain HTTP: whoever is on the way reads passwords and prices; put a proxy with HTTPS before it and say --behind-https'
		);
	}
};

/** An address as it stands in a URL. */
export const named = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/** What a browser may call this site: its address, the names of loopback, and what was allowed by hand. */
export const hostsOf = ({ host, allowHost = [] }: Reach, port: number): string[] => {
	const names = isLoopback(host) ? ['127.0.0.1', 'localhost', '[::1]', named(host)] : [named(host)];
	// Browsers leave the port of the scheme out.
	const allowed = allowHost.flatMap((name) => [name, name.replace(/:(?:80|443)$/u, '')]);
	return [
		...new Set(
			[...names.map((name) => `${name}:${String(port)}`), ...allowed].map((name) =>
				name.toLowerCase()
			)
		)
	];
};

/** Whether the page that sends this form came by HTTPS from this very host: then a proxy stands before a site that was not told of it. */
export const isOfUntoldProxy = ({ method, headers }: IncomingMessage): boolean =>
	method === 'POST' && headers.host !== undefined && headers.origin === `https://${headers.host}`;

export const untoldProxyText =
	'403: this page came by HTTPS, but this site was not told that a proxy with HTTPS stands before it. Whoever runs it: start "bench serve" with --behind-https.\n';

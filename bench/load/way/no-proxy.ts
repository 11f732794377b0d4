/** Which hosts are reached without the proxy of the environment: NO_PROXY, read as curl reads it (curl manual, ENVIRONMENT, November 2026). */
import { BlockList, isIP, isIPv6 } from 'node:net';

/** A name as it is compared: lower case, without brackets and the dot of a fully qualified name. */
const plainHost = (hostname: string): string =>
	hostname
		.toLowerCase()
		.replace(/^\[|\]$/gu, '')
		.replace(/\.$/u, '');

const familyOf = (ip: string): 'ipv4' | 'ipv6' => (isIPv6(ip) ? 'ipv6' : 'ipv4');

/** Whether a name or address is this machine's own. */
export const isOwnMachine = (hostname: string): boolean => {
	const host = plainHost(hostname);
	if (isIP(host) === 0) return host === 'localhost' || host.endsWith('.localhost');
	const loopback = new BlockList();
	loopback.addSubnet('127.0.0.0', 8, 'ipv4');
	loopback.addAddress('::1', 'ipv6');
	return loopback.check(host, familyOf(host));
};

/** An entry with its port apart: `host:8080`, `[::1]:8080`; an IPv6 address alone has colons of its own. */
const splitEntry = (entry: string): { host: string; port: number | null } => {
	const [, bracketed, bracketPort] = /^\[([^\]]*)\](?::(\d{1,5}))?$/u.exec(entry) ?? [];
	if (bracketed !== undefined) {
		return { host: bracketed, port: bracketPort === undefined ? null : Number(bracketPort) };
	}
	const [, named, port] = /^([^:]+):(\d{1,5})$/u.exec(entry) ?? [];
	return named === undefined ? { host: entry, port: null } : { host: named, port: Number(port) };
};

const isInSubnet = (host: string, net: string, bits: number): boolean => {
	const family = familyOf(net);
	if (isIP(net) === 0 || bits > (family === 'ipv4' ? 32 : 128)) return false;
	const list = new BlockList();
	list.addSubnet(net, bits, family);
	return list.check(host, familyOf(host));
};

const isNamedBy = (entry: string, host: string, port: number): boolean => {
	const [, net, bits] = /^\[?([\da-f.:]+)\]?\/(\d{1,3})$/iu.exec(entry) ?? [];
	if (net !== undefined) return isIP(host) !== 0 && isInSubnet(host, net, Number(bits));
	const { host: written, port: onPort } = splitEntry(entry);
	if (onPort !== null && onPort !== port) return false;
	const named = plainHost(written);
	if (isIP(host) !== 0) {
		return isIP(named) !== 0 && isInSubnet(host, named, isIPv6(named) ? 128 : 32);
	}
	const domain = named.replace(/^\*?\./u, '');
	return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
};

/**
 * Whether NO_PROXY names a host: entries between commas or blanks, each `*`, a name with or without a leading dot (which stands for itself and all
 * names below it), an address, a network such as `10.0.0.0/8`, any of them but networks with `:PORT`. No name is looked up. What is none of these names nothing.
 */
export const isExempt = (noProxy: string, hostname: string, port: number): boolean => {
	const host = plainHost(hostname);
	return noProxy
		.split(/[\s,]+/u)
		.filter((entry) => entry !== '')
		.some((entry) => entry === '*' || isNamedBy(entry, host, port));
};

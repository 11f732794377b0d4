/** Whose address it is, as far as an address tells: one line to a network has 2⁶⁴ addresses of IPv6, and could send each try from another. */

const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));

/**
 * An address of IPv4 as it is, also where it is written as one of IPv6 (RFC 4291, 2.5.5.2); of one of IPv6 the first 64 bits, which name a network there
 * (RFC 4291, 2.5.4), such as `2001:db8:0:0::/64`. Any other text as it is, and empty for `undefined`: what
 * Node and Kit say of a connection that has gone, whatever the types of Kit promise.
 */
export const networkOfAddress = (address: string | undefined): string => {
	if (address === undefined) return '';
	const [plain = ''] = address.toLowerCase().split('%');
	const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/u.exec(plain) ?? [];
	if (mapped !== undefined) return mapped;
	if (!/^[\da-f:.]+$/u.test(plain) || !plain.includes(':')) return address;
	const [before = [], after] = plain.split('::').map(groupsOf);
	const left = 8 - before.length - (after?.length ?? 0);
	const groups =
		after === undefined
			? before
			: [...before, ...Array.from({ length: Math.max(0, left) }, () => '0'), ...after];
	const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/u, ''));
	return `${network.join(':')}::/64`;
};

/** What Node's errors of connecting mean. */

/** A stable code; anything that is not known is `connection-failed`. */
export const connectFailureCode = (
	error: unknown
): 'connection-refused' | 'address-not-found' | 'tls-failed' | 'connection-failed' => {
	const code = (error as { code?: unknown } | null)?.code;
	if (code === 'ECONNREFUSED') return 'connection-refused';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'address-not-found';
	if (typeof code === 'string' && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code))
		return 'tls-failed';
	return 'connection-failed';
};

/** What went wrong with TLS, in words that name the host, who issued its certificate, and what to do. */
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import { errorMessage } from '#core/errors.ts';

/** Longest name of an issuer in a message, characters: whoever answers has written it. */
const longestName = 80;

const codeOf = (error: unknown): string => {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? code : '';
};

/** The reason alone where OpenSSL tells its file and line beside it. */
const reasonOf = (error: unknown): string => {
	const reason = (error as { reason?: unknown } | null)?.reason;
	return typeof reason === 'string' && codeOf(error).startsWith('ERR_SSL')
		? reason
		: errorMessage(error).trim();
};

/** Whether the other side has ended the handshake with an alert about our certificate, or the lack of one (RFC 8446 section 6.2). */
export const isCertificateAlert = (error: unknown): boolean =>
	/ALERT_(?:CERTIFICATE_|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/u.test(
		codeOf(error)
	);

/** Whether a certificate was good, but for another host. */
const isOtherName = (error: unknown): boolean => codeOf(error) === 'ERR_TLS_CERT_ALTNAME_INVALID';

/** Who issued a certificate, such as `Example Root`; null where it does not say. */
export const issuerOf = (
	certificate: Partial<PeerCertificate | DetailedPeerCertificate> | null
): string | null => {
	const issuer = certificate?.issuer as
		{ CN?: string | string[]; O?: string | string[] } | undefined;
	const name = [issuer?.CN ?? issuer?.O ?? []].flat()[0];
	const plain = name?.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
	return plain ? plain.slice(0, longestName).toWellFormed() : null;
};

/** One sentence. `hasCertificate`: whether a client certificate was shown. */
export const tlsFailureInWords = (
	error: unknown,
	{ host, issuer, hasCertificate }: { host: string; issuer: string | null; hasCertificate: boolean }
): string => {
	const reason = reasonOf(error);
	const code = codeOf(error);
	if (isCertificateAlert(error)) {
		return `${host} ${hasCertificate ? 'refuses the client certificate that it was shown' : 'refuses the connection, as it may where it wants a client certificate'}: ${reason}`;
	}
	if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
		return `${host} does not speak TLS there: ${reason}`;
	}
	const isOfCertificate = /CERT|SELF_SIGNED|UNABLE_TO|INVALID_CA|PATH_LENGTH/u.test(code);
	if (!isOfCertificate) return reason;
	const ofHost = `the certificate of ${host}${issuer === null ? '' : `, issued by "${issuer}",`}`;
	return `${ofHost} is ${isOtherName(error) ? 'for another name' : 'not trusted'}: ${reason}`;
};

/** What to do about it, one or two sentences. */
export const tlsHint = (error: unknown): string =>
	isOtherName(error)
		? 'Use a name that the certificate holds in the base URL, or say it with tls.serverName of the target, --server-name of bench load and bench probe.'
		: isCertificateAlert(error)
			? 'Name the client certificate and its key: tls.cert and tls.key of the target, --cert and --key of bench load and bench probe.'
			: 'Certificates are always verified. Name the certificate file of a private authority: tls.ca of the target, --ca of bench load and bench probe, or NODE_EXTRA_CA_CERTS for all targets.';

/** What a TLS connection is like, for a person who asks why it is slow or when it will stop working. */
import type { TLSSocket } from 'node:tls';

export interface TlsFacts {
	/** Such as `TLSv1.3`. */
	version: string;
	/** Name of the cipher suite by IANA, such as `TLS_AES_256_GCM_SHA384`; null if it is not known. */
	cipher: string | null;
	/** End of the validity of the server's certificate, ms since 1970; null if there is none that can be read. */
	certificateEndUtcMs: number | null;
}

/** Facts of a connection whose handshake is done. */
export const tlsFactsOf = (socket: TLSSocket): TlsFacts => {
	const certificate: { valid_to?: string } = socket.getPeerCertificate();
	const endUtcMs = Date.parse(certificate.valid_to ?? '');
	return {
		version: socket.getProtocol() ?? 'unknown',
		cipher: socket.getCipher().standardName || null,
		certificateEndUtcMs: Number.isNaN(endUtcMs) ? null : endUtcMs
	};
};

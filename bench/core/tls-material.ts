/** What a target trusts and shows over TLS, read from its files. */

/** Certificates and key of a target as PEM texts. It goes to load workers, and nowhere else. */
export interface TlsMaterial {
	/** The authorities that are trusted, in place of those of this machine; absent: those of this machine and of NODE_EXTRA_CA_CERTS. */
	ca?: string;
	/** Client certificate with its chain, and its key. */
	cert?: string;
	key?: string;
	/** Of the key; absent where it is not encrypted. */
	passphrase?: string;
}

/** What a thread trusts and shows over TLS, made once for each target: reading certificates anew for each connection would hold up its clocks. */
import { createSecureContext, type SecureContext } from 'node:tls';

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

const contexts = new WeakMap<TlsMaterial, SecureContext>();

/** The context of a material; null for what Node does by itself. */
export const secureContextOf = (material: TlsMaterial | undefined): SecureContext | null => {
	if (!material) return null;
	const known = contexts.get(material);
	if (known) return known;
	const made = createSecureContext(material);
	contexts.set(material, made);
	return made;
};

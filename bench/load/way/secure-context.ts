/** What a thread trusts and shows over TLS, made once for each target: reading certificates anew for each connection would hold up its clocks. */
import { createSecureContext, type SecureContext } from 'node:tls';
import type { TlsMaterial } from '#core/tls-material.ts';

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

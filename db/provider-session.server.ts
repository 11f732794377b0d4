/**
 * What signing out at an identity provider takes, as it is kept beside a session: encrypted, as an ID token says who somebody is and proves that they were
 * signed in there. The key comes from the secret of the session, which only the browser has: the database holds its hash. So it can be read while its owner
 * asks for something, and is gone with the session.
 *
 * Form: AES-256-GCM (NIST SP 800-38D): nonce (12 bytes), ciphertext, tag (16). Each key seals one text. The key is derived by HKDF with SHA-256 (RFC 5869).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '#core/json.ts';

const providerSessionSchema = z.strictObject({
	/** Claim `iss` of the provider. */
	issuer: z.string(),
	/** The id under which it knew this site. */
	clientId: z.string(),
	/** As it was received; null where it was too long to be sent back in an address. */
	idToken: z.string().nullable(),
	/** The e-mail address with which somebody signed in there. */
	email: z.string()
});

export type ProviderSession = z.infer<typeof providerSessionSchema>;

const nonceBytes = 12;
const tagBytes = 16;

const keyOf = (secret: string): Uint8Array =>
	new Uint8Array(hkdfSync('sha256', secret, '', 'breakeven provider session', 32));

export const sealProviderSession = (session: ProviderSession, secret: string): Buffer => {
	const nonce = randomBytes(nonceBytes);
	const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce, { authTagLength: tagBytes });
	const text = Buffer.concat([cipher.update(JSON.stringify(session), 'utf8'), cipher.final()]);
	return Buffer.concat([nonce, text, cipher.getAuthTag()]);
};

/** Null where it was damaged, or belongs to another session: signing out goes on without. */
export const openProviderSession = (sealed: Uint8Array, secret: string): ProviderSession | null => {
	if (sealed.length < nonceBytes + tagBytes) return null;
	const end = sealed.length - tagBytes;
	const nonce = sealed.subarray(0, nonceBytes);
	const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), nonce, {
		authTagLength: tagBytes
	});
	decipher.setAuthTag(sealed.subarray(end));
	try {
		const text = Buffer.concat([
			decipher.update(sealed.subarray(nonceBytes, end)),
			decipher.final()
		]);
		return providerSessionSchema.safeParse(parseJson(text.toString())).data ?? null;
	} catch {
		return null;
	}
};

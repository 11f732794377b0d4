/** Secrets that are handed out once and kept as their hash alone: in cookies, links and tokens. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 characters that an address takes as they are. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256, hex. Random secrets cannot be guessed, so that a slow hash would protect nothing (OWASP ASVS 5.0, 11.4.2, is about passwords). */
export const hashOfSecret = (secret: string): string =>
	createHash('sha256').update(secret).digest('hex');

/** Passwords as argon2id hashes in the PHC form, which holds parameters and salt (RFC 9106; PHC string format, read 2026-11-26). */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** The least that the OWASP Password Storage Cheat Sheet asks for (read 2026-11-26): memory in KiB, passes, lanes. */
const now = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;

interface Parameters {
	memory: number;
	passes: number;
	parallelism: number;
}

const hashWith = (password: string, salt: Buffer, parameters: Parameters): Promise<Buffer> =>
	derive('argon2id', {
		// The same letters typed on another keyboard may come as other code points.
		message: password.normalize('NFKC'),
		nonce: salt,
		tagLength: hashBytes,
		...parameters
	});

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/u;

/** The hash of a new password, with a salt of its own. */
export const hashPassword = async (password: string): Promise<string> => {
	const salt = randomBytes(saltBytes);
	const { memory, passes, parallelism } = now;
	const hash = await hashWith(password, salt, now);
	return `$argon2id$v=19$m=${String(memory)},t=${String(passes)},p=${String(parallelism)}$${base64(salt)}$${base64(hash)}`;
};

/**
 * Whether a password is the one of a hash. Without a hash (no such account, or no password yet) it takes as long and is false, so that
 * nobody learns from the time which names there are.
 */
export const isPassword = async (password: string, stored: string | null): Promise<boolean> => {
	const [, memory, passes, parallelism, salt, hash] = form.exec(stored ?? '') ?? [];
	if (salt === undefined || hash === undefined) {
		await hashWith(password, Buffer.alloc(saltBytes), now);
		return false;
	}
	const found = await hashWith(password, Buffer.from(salt, 'base64'), {
		memory: Number(memory),
		passes: Number(passes),
		parallelism: Number(parallelism)
	});
	const wanted = Buffer.from(hash, 'base64');
	return found.length === wanted.length && timingSafeEqual(found, wanted);
};

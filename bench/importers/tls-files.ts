/** Reads the certificates and keys that a target names, and says what is wrong with them before a connection fails for it. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorMessage } from '#core/errors.ts';
import type { TlsMaterial } from '#core/tls-material.ts';
import type { TlsSetting } from '#core/tls-setting.ts';

export interface TlsFileProblem {
	/** Field of `tls`. */
	path: 'ca' | 'cert' | 'key';
	/** What is wrong and what to do, one sentence; never anything of a key. */
	message: string;
}

export interface ReadTlsFiles {
	material: TlsMaterial;
	problems: TlsFileProblem[];
}

interface ReadOptions {
	/** What the files are relative to. */
	folder: string;
	/** When certificates must be good, ms since 1970. */
	nowMs: number;
	/** Of the key; null where it has none, undefined where it is not known yet: an encrypted key is then not opened. */
	passphrase: string | null | undefined;
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu;

const day = (date: Date): string => date.toISOString().slice(0, 10);

class Refusal extends Error {}

const refuse = (message: string): never => {
	throw new Refusal(message);
};

const readText = (folder: string, file: string): string => {
	try {
		return readFileSync(resolve(folder, file), 'utf8');
	} catch (error) {
		return refuse(`the file ${file} cannot be read: ${errorMessage(error)}`);
	}
};

const certificatesIn = (text: string, file: string): X509Certificate[] => {
	const blocks = text.match(certificateBlock) ?? [];
	if (blocks.length === 0) {
		return refuse(
			`${file} holds no PEM certificate; expected a text with -----BEGIN CERTIFICATE----- (openssl x509 -inform der -in FILE makes one of a DER file)`
		);
	}
	return blocks.map((block, index) => {
		try {
			return new X509Certificate(block);
		} catch {
			return refuse(`certificate ${String(index + 1)} in ${file} cannot be read; it is damaged`);
		}
	});
};

/** Why a certificate is not good now, the end of a sentence; null where it is. */
const whyNotNow = (
	{ validFromDate, validToDate }: X509Certificate,
	nowMs: number
): string | null =>
	validToDate.getTime() < nowMs
		? `expired on ${day(validToDate)}; get a new one`
		: validFromDate.getTime() > nowMs
			? `is good only from ${day(validFromDate)} on; is the clock of this machine right?`
			: null;

const isEncrypted = (text: string): boolean => /ENCRYPTED/u.test(text);

/** Null where it is encrypted and the passphrase is not known yet. */
const keyIn = (
	text: string,
	file: string,
	{ keyPassphraseEnv }: TlsSetting,
	passphrase: ReadOptions['passphrase']
): KeyObject | null => {
	if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(text)) {
		return refuse(
			`${file} holds no PEM private key; expected a text with -----BEGIN PRIVATE KEY-----`
		);
	}
	if (isEncrypted(text)) {
		if (keyPassphraseEnv === undefined) {
			return refuse(
				`the key in ${file} is encrypted; name the environment variable that holds its passphrase with "keyPassphraseEnv"`
			);
		}
		if (passphrase === undefined) return null;
	}
	try {
		return createPrivateKey({ key: text, ...(passphrase && { passphrase }) });
	} catch {
		// What OpenSSL says of it names functions of its own.
		return refuse(
			isEncrypted(text)
				? `the key in ${file} does not open with the passphrase in ${keyPassphraseEnv ?? ''}`
				: `the key in ${file} cannot be read; it is damaged, or of a kind that is not known`
		);
	}
};

/** Reads every file that is named and checks that they are what they should be, and that certificate and key belong together. Never throws for what is in them. */
export const readTlsFiles = (
	tls: TlsSetting,
	{ folder, nowMs, passphrase }: ReadOptions
): ReadTlsFiles => {
	const problems: TlsFileProblem[] = [];
	const material: TlsMaterial = {};
	const noted = (path: TlsFileProblem['path'], read: () => void): void => {
		try {
			read();
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			problems.push({ path, message: error.message });
		}
	};
	const { ca, cert, key } = tls;
	let leaf: X509Certificate | undefined;
	if (ca !== undefined) {
		noted('ca', () => {
			const text = readText(folder, ca);
			const reasons = certificatesIn(text, ca).map((each) => whyNotNow(each, nowMs));
			// A bundle of authorities often holds some that have ended.
			const [first] = reasons;
			if (first && reasons.every((reason) => reason !== null)) {
				refuse(`the certificate in ${ca} ${first}`);
			}
			material.ca = text;
		});
	}
	if (cert !== undefined) {
		noted('cert', () => {
			const text = readText(folder, cert);
			leaf = certificatesIn(text, cert)[0];
			const reason = leaf ? whyNotNow(leaf, nowMs) : null;
			if (reason !== null) refuse(`the certificate in ${cert} ${reason}`);
			material.cert = text;
		});
	}
	if (key !== undefined) {
		noted('key', () => {
			const text = readText(folder, key);
			const opened = keyIn(text, key, tls, passphrase);
			if (leaf && opened && !leaf.checkPrivateKey(opened)) {
				refuse(`the key in ${key} does not belong to the certificate in ${cert ?? ''}`);
			}
			material.key = text;
			if (passphrase) material.passphrase = passphrase;
		});
	}
	return { material, problems };
};

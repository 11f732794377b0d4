import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TlsSetting } from '#core/tls-setting.ts';
import { readTlsFiles } from '#bench/importers/tls-files.ts';
import { createCertificate } from '../load/support/self-signed-certificate.ts';

const nowMs = Date.parse('2026-11-26T00:00:00Z');
const passphrase = 'canary pass phrase';
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'breakeven-tls-files-'));
	const ours = createCertificate({ name: 'ours.test' });
	const other = createCertificate({ name: 'other.test' });
	const old = createCertificate({ name: 'old.test', to: '260101000000Z' });
	const files: Record<string, string> = {
		'ours.pem': ours.cert,
		'ours.key': ours.key,
		'other.key': other.key,
		'old.pem': old.cert,
		'old.key': old.key,
		'early.pem': createCertificate({ name: 'early.test', from: '270101000000Z' }).cert,
		'bundle.pem': `# an old one and a new one\n${old.cert}${ours.cert}`,
		'encrypted.key': ours.privateKey.export({
			type: 'pkcs8',
			format: 'pem',
			cipher: 'aes-256-cbc',
			passphrase
		}) as string,
		'text.pem': 'no certificate',
		'damaged.pem': ours.cert.replace(/\n.{40}/, '\nAAAA'),
		'damaged.key': ours.key.replace(/\n.{40}/, '\nAAAA')
	};
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => {
	rmSync(folder, { recursive: true });
});

const read = (tls: TlsSetting, given: string | null = null) =>
	readTlsFiles(tls, { folder, nowMs, passphrase: given });

describe('the certificates and keys of a target', () => {
	it('are read where they are good, bundles with some that have ended included', () => {
		const { material, problems } = read({ ca: 'bundle.pem', cert: 'ours.pem', key: 'ours.key' });
		expect(problems).toEqual([]);
		expect(Object.keys(material)).toEqual(['ca', 'cert', 'key']);
		expect(material.ca).toMatch(/CERTIFICATE/);
	});

	it.each<[TlsSetting, string, RegExp]>([
		[{ ca: 'gone.pem' }, 'ca', /the file gone\.pem cannot be read: ENOENT/],
		[{ ca: 'text.pem' }, 'ca', /text\.pem holds no PEM certificate/],
		[{ ca: 'ours.key' }, 'ca', /ours\.key holds no PEM certificate/],
		[{ ca: 'damaged.pem' }, 'ca', /certificate 1 in damaged\.pem cannot be read/],
		[{ ca: 'old.pem' }, 'ca', /the certificate in old\.pem expired on 2026-01-01/],
		[{ ca: '.' }, 'ca', /the file \. cannot be read: EISDIR/],
		[{ cert: 'old.pem', key: 'old.key' }, 'cert', /expired on 2026-01-01/],
		[{ cert: 'early.pem', key: 'ours.key' }, 'cert', /is good only from 2027-01-01 on/],
		[{ cert: 'ours.pem', key: 'ours.pem' }, 'key', /ours\.pem holds no PEM private key/],
		[{ cert: 'ours.pem', key: 'damaged.key' }, 'key', /cannot be read; it is damaged/],
		[
			{ cert: 'ours.pem', key: 'other.key' },
			'key',
			/other\.key does not belong to the certificate in ours\.pem/
		],
		[{ cert: 'ours.pem', key: 'encrypted.key' }, 'key', /is encrypted; name the .*keyPassphraseEnv/]
	])('are refused where they are not: %j', (tls, path, message) => {
		const { problems } = read(tls);
		expect(problems).toContainEqual({ path, message: expect.stringMatching(message) as string });
	});

	it('may be encrypted, which is checked when the passphrase is known', () => {
		const tls = { cert: 'ours.pem', key: 'encrypted.key', keyPassphraseEnv: 'P' };
		expect(readTlsFiles(tls, { folder, nowMs, passphrase: undefined }).problems).toEqual([]);
		const wrong = read(tls, 'canary wrong').problems;
		expect(wrong).toEqual([
			{ path: 'key', message: 'the key in encrypted.key does not open with the passphrase in P' }
		]);
		const { material, problems } = read(tls, passphrase);
		expect(problems).toEqual([]);
		expect(material.passphrase).toBe(passphrase);
	});

	it('never throw, and no message repeats what is in a file', () => {
		fc.assert(
			fc.property(
				fc.constantFrom('', '-----BEGIN CERTIFICATE-----\n', '-----BEGIN PRIVATE KEY-----\n'),
				fc.string({ unit: 'binary' }),
				fc.constantFrom('', '\n-----END CERTIFICATE-----', '\n-----END PRIVATE KEY-----'),
				(begin, middle, end) => {
					writeFileSync(join(folder, 'any.pem'), `${begin}canary-${middle}${end}`);
					const { problems } = read({ ca: 'any.pem', cert: 'any.pem', key: 'any.pem' });
					expect(problems.map(({ path }) => path)).toEqual(['ca', 'cert', 'key']);
					expect(JSON.stringify(problems)).not.toMatch(/canary/);
				}
			)
		);
	});
});

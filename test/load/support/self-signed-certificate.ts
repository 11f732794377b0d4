/** Makes certificates, so that no key has to lie in the repository. X.509 (RFC 5280) in DER, by hand. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

const der = (tag: number, ...contents: Buffer[]): Buffer => {
	const content = Buffer.concat(contents);
	const [high, low] = [content.length >> 8, content.length & 255];
	// The shortest form is the only one that DER allows.
	const length = content.length < 128 ? [low] : high === 0 ? [0x81, low] : [0x82, high, low];
	return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const sequence = (...contents: Buffer[]): Buffer => der(0x30, ...contents);
const bitString = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const nameOf = (commonName: string): Buffer =>
	sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));

export interface TestCertificate {
	/** PEM. */
	key: string;
	cert: string;
	/** What signs others with it. */
	privateKey: KeyObject;
	commonName: string;
}

interface CertificateOptions {
	/** Host that it is for. */
	name: string;
	/** Whether it is for 127.0.0.1 too. */
	withLoopback?: boolean;
	commonName?: string;
	/** Who signs it; absent: itself. */
	issuer?: TestCertificate;
	/** UTCTime, `YYMMDDhhmmssZ`. */
	from?: string;
	to?: string;
	serial?: number;
}

/** A certificate and its key, good until 2049 unless asked otherwise. */
export const createCertificate = ({
	name,
	withLoopback = false,
	commonName = 'breakeven test',
	issuer,
	from = '250101000000Z',
	to = '491231235959Z',
	serial = 1
}: CertificateOptions): TestCertificate => {
	const subjectAltNames = sequence(
		der(0x82, Buffer.from(name)),
		...(withLoopback ? [der(0x87, Buffer.from([127, 0, 0, 1]))] : [])
	);
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const certificate = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.from([serial])),
		ecdsaWithSha256,
		nameOf(issuer?.commonName ?? commonName),
		sequence(der(0x17, Buffer.from(from)), der(0x17, Buffer.from(to))),
		nameOf(commonName),
		publicKey.export({ type: 'spki', format: 'der' }),
		der(
			0xa3,
			sequence(
				sequence(oid('551d11'), der(0x04, subjectAltNames)),
				// An authority: what NODE_EXTRA_CA_CERTS names. One that others have signed is none.
				sequence(
					oid('551d13'),
					der(0x04, issuer ? sequence() : sequence(der(0x01, Buffer.from([255]))))
				)
			)
		)
	);
	const signed = sequence(
		certificate,
		ecdsaWithSha256,
		bitString(sign('sha256', certificate, issuer?.privateKey ?? privateKey))
	);
	const lines = signed
		.toString('base64')
		.match(/.{1,64}/g)!
		.join('\n');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
		cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
		privateKey,
		commonName
	};
};

/** A certificate for the given name and for 127.0.0.1 if asked, signed by its own key. */
export const createSelfSignedCertificate = (
	name: string,
	withLoopback: boolean
): { key: string; cert: string } => {
	const { key, cert } = createCertificate({ name, withLoopback });
	return { key, cert };
};

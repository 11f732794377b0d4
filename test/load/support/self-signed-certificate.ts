/** Makes a self-signed certificate, so that no key has to lie in the repository. X.509 (RFC 5280) in DER, by hand. */
import { generateKeyPairSync, sign } from 'node:crypto';

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
const commonName = sequence(
	der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('breakeven test'))))
);

/** A certificate for the given name and for 127.0.0.1 if asked, signed by its own key, good until 2049; PEM. */
export const createSelfSignedCertificate = (
	name: string,
	withLoopback: boolean
): { key: string; cert: string } => {
	const subjectAltNames = sequence(
		der(0x82, Buffer.from(name)),
		...(withLoopback ? [der(0x87, Buffer.from([127, 0, 0, 1]))] : [])
	);
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const certificate = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.from([1])),
		ecdsaWithSha256,
		commonName,
		sequence(der(0x17, Buffer.from('250101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
		commonName,
		publicKey.export({ type: 'spki', format: 'der' }),
		der(
			0xa3,
			sequence(
				sequence(oid('551d11'), der(0x04, subjectAltNames)),
				// An authority: what NODE_EXTRA_CA_CERTS names.
				sequence(oid('551d13'), der(0x04, sequence(der(0x01, Buffer.from([255])))))
			)
		)
	);
	const signed = sequence(
		certificate,
		ecdsaWithSha256,
		bitString(sign('sha256', certificate, privateKey))
	);
	const lines = signed
		.toString('base64')
		.match(/.{1,64}/g)!
		.join('\n');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
		cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
	};
};

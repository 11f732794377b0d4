/** TLS of a target, as written in a config: files of certificates and keys, never what is in them. */
import { z } from 'zod';
import { environmentVariableSchema } from './endpoint-access.ts';
import { isObject } from './json.ts';

const fileSchema = z
	.string()
	.min(1)
	.refine((text) => !text.includes('-----BEGIN'), {
		error: 'expected the name of a file; what is in it must not stand in a config'
	});

export const tlsSchema = z
	.strictObject({
		ca: fileSchema
			.optional()
			.describe(
				'PEM file of the authorities that are trusted, in place of those of this machine; relative to the config file. Those of this machine and of NODE_EXTRA_CA_CERTS where absent'
			),
		cert: fileSchema
			.optional()
			.describe(
				'PEM file of the client certificate, with its chain; relative to the config file. None is shown where absent'
			),
		key: fileSchema.optional().describe('PEM file of its private key; relative to the config file'),
		keyPassphraseEnv: environmentVariableSchema
			.optional()
			.describe(
				'Environment variable that holds the passphrase of the key; it has none where absent'
			),
		serverName: z
			.string()
			.regex(/^[\w.-]+$/u, 'expected the name of a host')
			.optional()
			.describe(
				'Name that is asked for (SNI) and that the certificate must hold; that of the base URL where absent'
			)
	})
	.superRefine(({ cert, key, keyPassphraseEnv }, context) => {
		const missing = (path: string, message: string): void => {
			context.addIssue({ code: 'custom', path: [path], message });
		};
		if (cert !== undefined && key === undefined) {
			missing('cert', 'a client certificate needs its private key: add "key"');
		}
		if (key !== undefined && cert === undefined) {
			missing('key', 'a private key needs its certificate: add "cert"');
		}
		if (keyPassphraseEnv !== undefined && key === undefined) {
			missing('keyPassphraseEnv', 'there is no "key" that it could open; leave it out');
		}
	})
	.describe('What is trusted and shown over TLS, where it is not what this machine trusts');

export type TlsSetting = z.infer<typeof tlsSchema>;

/** What is wrong between `tls` and the address of a target; null for nothing. */
export const tlsProblem = (target: unknown): string | null =>
	isObject(target) &&
	target['tls'] !== undefined &&
	typeof target['baseUrl'] === 'string' &&
	/^http:/iu.test(target['baseUrl'])
		? 'the base URL is http://, without TLS; make it https://, or leave this out'
		: null;

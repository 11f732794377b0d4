import { expect, test } from 'vitest';
import { openProviderSession, sealProviderSession } from '#db/provider-session.server.ts';
import { newSecret } from '#db/secret.server.ts';
import { addAccount } from '#db/accounts.server.ts';
import { endSession } from '#db/sessions.server.ts';
import { signedIn } from './support/signed-in.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const session = {
	issuer: 'https://login.example.com',
	clientId: 'breakeven',
	idToken: 'header.body.signature',
	email: 'ines@example.com'
};
const start = '2026-11-26T10:00:00.000Z';

test('It opens with the secret of its session alone, and holds nothing that can be read without.', () => {
	const [secret, other] = [newSecret(), newSecret()];
	const sealed = sealProviderSession(session, secret);
	expect(openProviderSession(sealed, secret)).toEqual(session);
	expect(openProviderSession(sealed, other)).toBeNull();
	expect(sealed.toString('latin1')).not.toMatch(/header|ines|login/u);
	expect(sealProviderSession(session, secret).equals(sealed)).toBe(false);
});

test('Damage anywhere is found, whatever the length.', () => {
	const secret = newSecret();
	const sealed = sealProviderSession(session, secret);
	for (let i = 0; i < sealed.length; i += 1) {
		const damaged = Buffer.from(sealed);
		damaged[i] = (damaged[i] ?? 0) ^ 1;
		expect(openProviderSession(damaged, secret), `byte ${i}`).toBeNull();
		expect(openProviderSession(sealed.subarray(0, i), secret), `${i} bytes`).toBeNull();
	}
});

test('Ending a session gives it back once; one that began with a password has none.', async () => {
	const database = await openTemporary(temporaryPath());
	const { id } = await addAccount(database, { name: 'ines', role: 'admin' }, start);
	const byProvider = await signedIn(database, id, start, session);
	const byPassword = await signedIn(database, id, start);
	expect(await endSession(database, byProvider)).toEqual(session);
	expect(await endSession(database, byProvider)).toBeNull();
	expect(await endSession(database, byPassword)).toBeNull();
	expect(await database.readSql('select * from sessions')).toEqual([]);
});

import { fail } from '@sveltejs/kit';
import { longestGuestDays } from '#core/access/guest-link.ts';
import { BenchError } from '#core/errors.ts';
import {
	addGuestLink,
	idsOfStoppedLinks,
	listGuestLinks,
	revokeGuestLink
} from '#db/guest-links.server.ts';
import { guestMakersShutOut } from '#lib/server/access/reader.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { formOf } from '#lib/server/form-of.ts';
import { site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

const dayMs = 86_400_000;

export const load: PageServerLoad = async () => {
	const database = await databaseIfAny(site().database);
	const { useCases } = await site().useCases.list();
	return {
		links: database ? await listGuestLinks(database) : [],
		/** Ids of links that do not work while who made them may not make any. */
		stopped: database ? await idsOfStoppedLinks(database, guestMakersShutOut(site().settings)) : [],
		useCases: useCases.map(({ id, title }) => ({ id, title })),
		nowUtc: new Date().toISOString()
	};
};

const textOf = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value.trim() : '';
};

const refused = (status: number, message: string) => fail(status, { message, link: null });

export const actions: Actions = {
	make: async ({ request, url, locals: { reader } }) => {
		const form = await formOf(request);
		const [useCaseId, note] = [textOf(form, 'useCase'), textOf(form, 'note')];
		const days = Number(textOf(form, 'days'));
		const { useCases } = await site().useCases.list();
		if (!useCases.some(({ id }) => id === useCaseId)) {
			return refused(400, 'Nothing was made: choose a use case.');
		}
		if (note === '' || note.length > 200) {
			return refused(400, 'Nothing was made: say for whom it is, in up to 200 letters.');
		}
		if (!Number.isInteger(days) || days < 1 || days > longestGuestDays) {
			return refused(
				400,
				`Nothing was made: it can work for 1 to ${String(longestGuestDays)} days.`
			);
		}
		const nowMs = Date.now();
		const { secret } = await addGuestLink(await site().createDatabase(), {
			useCaseId,
			note,
			madeBy: reader?.name ?? '',
			createdAtUtc: new Date(nowMs).toISOString(),
			expiresAtUtc: new Date(nowMs + days * dayMs).toISOString()
		});
		return { message: null, link: `${url.origin}/guest/${secret}` };
	},
	revoke: async ({ request }) => {
		const form = await formOf(request);
		try {
			await revokeGuestLink(await site().database(), textOf(form, 'id'), new Date().toISOString());
		} catch (error) {
			if (error instanceof BenchError && error.code === 'E_NOT_FOUND') {
				return refused(404, `Nothing was revoked: ${error.message}.`);
			}
			throw error;
		}
		return { message: null, link: null };
	}
};

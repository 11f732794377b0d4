/** A browser without scripts, as far as signing in goes: it follows redirects, keeps cookies by host and path as RFC 6265 says, and fills in forms. */

export interface ShownPage {
	url: URL;
	status: number;
	text: string;
	/** Addresses on the way, this one last. */
	way: string[];
}

/** What is sent, and the origin of the page that it stood on. */
interface Form {
	values: URLSearchParams;
	origin: string;
}

interface Going {
	/** Ends the way before an address. */
	until?: (url: URL) => boolean;
}

interface Cookie {
	name: string;
	value: string;
	host: string;
	path: string;
}

const unescaped = (text: string): string => text.replaceAll('&amp;', '&');

const attribute = (tag: string, name: string): string | null => {
	const [, value] = new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(tag) ?? [];
	return value === undefined ? null : unescaped(value);
};

/** RFC 6265, 5.1.4. */
const matches = (path: string, pathname: string): boolean =>
	pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);

const mostRedirects = 12;

export class CookieBrowser {
	#cookies: Cookie[] = [];

	/** Names of the cookies that are kept. Ports share them. */
	get cookieNames(): string[] {
		return this.#cookies.map(({ name }) => name);
	}

	#keep(url: URL, line: string): void {
		const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
		const [, name = '', value = ''] = /^([^=]+)=(.*)$/u.exec(pair) ?? [];
		const given = new Map(
			attributes.map((each) => {
				const [key = '', ...rest] = each.split('=');
				return [key.toLowerCase(), rest.join('=')] as const;
			})
		);
		const path = given.get('path') ?? url.pathname.replace(/\/[^/]*$/u, '');
		const host = url.hostname;
		this.#cookies = this.#cookies.filter(
			(each) => each.name !== name || each.path !== path || each.host !== host
		);
		const maxAge = given.get('max-age');
		const expires = given.get('expires');
		const isGone =
			maxAge === undefined
				? expires !== undefined && new Date(expires).getTime() <= Date.now()
				: Number(maxAge) <= 0;
		if (!isGone) this.#cookies.push({ name, value, host, path: path === '' ? '/' : path });
	}

	async #ask(url: URL, form: Form | null): Promise<Response> {
		const cookie = this.#cookies
			.filter(({ host, path }) => host === url.hostname && matches(path, url.pathname))
			.map(({ name, value }) => `${name}=${value}`)
			.join('; ');
		const response = await fetch(url, {
			redirect: 'manual',
			headers: { accept: 'text/html', cookie, ...(form && { origin: form.origin }) },
			...(form && { method: 'POST', body: form.values })
		});
		for (const line of response.headers.getSetCookie()) this.#keep(url, line);
		return response;
	}

	/** Opens an address and goes wherever it leads. */
	async open(
		address: string | URL,
		{ form = null, until = () => false }: { form?: Form | null } & Going = {}
	): Promise<ShownPage> {
		let url = new URL(address);
		const way = [url.href];
		let response = await this.#ask(url, form);
		for (;;) {
			const location = response.headers.get('location');
			if (response.status < 300 || response.status > 399 || location === null) break;
			url = new URL(location, url);
			way.push(url.href);
			if (until(url)) break;
			if (way.length > mostRedirects) throw new Error(`leads on for ever: ${way.join('\n')}`);
			await response.body?.cancel();
			response = await this.#ask(url, null);
		}
		return { url, status: response.status, text: await response.text(), way };
	}

	/** Fills in the first form of a page and sends it, with what is hidden in it and what a button of this text stands for. */
	submit(
		page: ShownPage,
		filledIn: Readonly<Record<string, string>>,
		{ button = null, ...going }: { button?: string | null } & Going = {}
	): Promise<ShownPage> {
		const [tag = ''] = /<form\b[^>]*>/u.exec(page.text) ?? [];
		const values = new URLSearchParams();
		for (const [input] of page.text.matchAll(/<input\b[^>]*>/gu)) {
			const name = attribute(input, 'name');
			if (name !== null) values.set(name, filledIn[name] ?? attribute(input, 'value') ?? '');
		}
		for (const [, pressed = '', label] of page.text.matchAll(/(<button\b[^>]*>)([^<]*)/gu)) {
			const name = attribute(pressed, 'name');
			if (name !== null && label === button) values.set(name, attribute(pressed, 'value') ?? '');
		}
		const address = new URL(attribute(tag, 'action') ?? '', page.url);
		return this.open(address, { ...going, form: { values, origin: page.url.origin } });
	}

	/** Goes where a page leads by itself, as `<meta http-equiv="refresh">` says. */
	goOn(page: ShownPage): Promise<ShownPage> {
		const [tag = ''] = /<meta http-equiv="refresh"[^>]*>/u.exec(page.text) ?? [];
		const [, address] = /^0; url=(.+)$/u.exec(attribute(tag, 'content') ?? '') ?? [];
		if (address === undefined) throw new Error(`leads nowhere: ${page.text}`);
		return this.open(new URL(address, page.url));
	}

	/** Follows the link of a page with this text. */
	follow(page: ShownPage, text: string): Promise<ShownPage> {
		const link = [...page.text.matchAll(/(<a\b[^>]*>)([^<]*)/gu)].find(([, , label = '']) =>
			label.includes(text)
		);
		const href = attribute(link?.[1] ?? '', 'href');
		if (href === null) throw new Error(`no link "${text}" on ${page.url.href}:\n${page.text}`);
		return this.open(new URL(href, page.url));
	}
}

/** `tunedFrom.data.items` → `tuned from: data: items`, `baseUrl` → `base URL`: the key of a setting for who does not write configs. */
export const settingInWords = (key: string): string =>
	key
		.replaceAll(/([a-z\d])([A-Z])/gu, '$1 $2')
		.replaceAll('.', ': ')
		.toLowerCase()
		.replaceAll(
			/\b(api|cpu|gpu|os|slo|tls|url|usd)(s?)\b/gu,
			(_, name: string, plural: string) => `${name.toUpperCase()}${plural}`
		)
		.replaceAll(/\bmtok\b/gu, 'million tokens');

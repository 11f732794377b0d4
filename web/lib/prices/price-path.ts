/** Addresses of the pages about prices. Ids of models hold slashes, which stay readable, and other characters, which do not. */

/** Page of a model's prices at a provider. */
export const pricePath = (providerId: string, modelId: string): string =>
	`/prices/${encodeURIComponent(providerId)}/${modelId.split('/').map(encodeURIComponent).join('/')}`;

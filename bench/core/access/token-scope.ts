/** What a token for the API may do of what its account may: look, or change things too. */
export const tokenScopes = ['read', 'write'] as const;

export type TokenScope = (typeof tokenScopes)[number];

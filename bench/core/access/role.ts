/** Who may do what on the site: four roles, each of which may do all that the one before it may. */

/** From the least to the most. */
export const roles = ['viewer', 'analyst', 'procurement', 'admin'] as const;

export type Role = (typeof roles)[number];

/** What a request needs. */
export const permissions = ['read', 'save', 'quotes', 'administer'] as const;

export type Permission = (typeof permissions)[number];

/** The least role that has a permission. */
export const leastRoleFor: Readonly<Record<Permission, Role>> = {
	/** To see everything but quotes that are marked confidential. */
	read: 'viewer',
	/** To save sets of assumptions, decisions, sign-offs and reviews of answers. */
	save: 'analyst',
	/** To import quotes, to mark them confidential, and to see those that are. */
	quotes: 'procurement',
	/** To see who has done what, and to decide who may come in and what they may do. */
	administer: 'admin'
};

export const roleMay = (role: Role, permission: Permission): boolean =>
	roles.indexOf(role) >= roles.indexOf(leastRoleFor[permission]);

/** The role of this name; null for any other text. */
export const parseRole = (text: string): Role | null => roles.find((role) => role === text) ?? null;

/** Roles that come without an admin's doing, by a provider or a shared token: who administers is decided by name. */
export type GivenRole = Exclude<Role, 'admin'>;

/** From the least to the most. */
export const givenRoles: readonly GivenRole[] = roles.filter((role) => role !== 'admin');

import { expect, test } from 'vitest';
import { permissions, roleMay, roles } from '#core/access/role.ts';

test('Each role may do what the one before it may, and one thing more.', () => {
	const table = Object.fromEntries(
		roles.map((role) => [role, permissions.filter((permission) => roleMay(role, permission))])
	);
	expect(table).toEqual({
		viewer: ['read'],
		analyst: ['read', 'save'],
		procurement: ['read', 'save', 'quotes'],
		admin: ['read', 'save', 'quotes', 'administer']
	});
});

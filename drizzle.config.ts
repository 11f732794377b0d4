/** How drizzle-kit writes migrations: `npx drizzle-kit generate` after a change of `db/schema/`. */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
	dialect: 'turso',
	schema: './db/schema.ts',
	out: './db/migrations'
});

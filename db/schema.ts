/**
 * The tables, mirroring the stored types of `bench/core`. Whatever is filtered or aggregated is a column of its own; the rest
 * is JSON text in columns named `…_json`. Money is decimal text, times of day are ISO 8601 in UTC, and every number names its unit.
 */
export * from './schema/access.ts';
export * from './schema/answers.ts';
export * from './schema/decisions.ts';
export * from './schema/runs.ts';

#!/usr/bin/env node
// The start of the command line: checks Node first, then loads the TypeScript, compiled once per version and kept.
import './require-node.js';
import './resolve-drizzle.js';
import module from 'node:module';

module.enableCompileCache();
await import('./cli.ts');

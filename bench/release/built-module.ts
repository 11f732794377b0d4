/** A TypeScript module as the JavaScript that Node runs below `node_modules`, where it strips no types. */
import { posix } from 'node:path';
import ts from 'typescript';

/** What the oldest Node that the package runs on reads: `using` is not part of it. */
const target = ts.ScriptTarget.ES2023;

/** The name of a built module. */
export const builtName = (file: string): string => file.replace(/\.ts$/u, '.js');

/**
 * Every text that names a module beside this one names its built form: of imports, and of the entry files of workers and
 * processes. What begins with `#` stays, as the manifest maps it.
 */
const namesBuilt =
	(file: string, isModule: (file: string) => boolean): ts.TransformerFactory<ts.SourceFile> =>
	(context) =>
	(source) => {
		const visit = (node: ts.Node): ts.Node => {
			if (ts.isStringLiteral(node) && node.text.endsWith('.ts')) {
				const named = posix.join(posix.dirname(file), node.text);
				if (isModule(named)) return context.factory.createStringLiteral(builtName(node.text), true);
			}
			return ts.visitEachChild(node, visit, context);
		};
		return ts.visitEachChild(source, visit, context);
	};

/**
 * The JavaScript of a module.
 * @param file from the root of the project, with slashes
 * @param isModule whether a path from the root of the project is a module of the package
 */
export const builtModule = (
	text: string,
	file: string,
	isModule: (file: string) => boolean
): string =>
	ts.transpileModule(text, {
		fileName: file,
		compilerOptions: { target, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
		transformers: { before: [namesBuilt(file, isModule)] }
	}).outputText;

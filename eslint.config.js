import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The floors of src/, from the ground up: a file imports from its own floor and from those below. */
const floors = [
	[
		'messages',
		'messages.ts',
		'errors.ts',
		'defaults.ts',
		'output.ts',
		'files.ts',
		'guard.ts',
		'secrets.ts',
		'shell-text.ts',
		'relocated-text.ts',
		'tree-copy.ts',
	],
	...[
		'config',
		'fetch',
		'reading',
		'assemble',
		'resolve',
		'ahead',
		'install',
		'build.ts',
		'platforms',
		'local',
		'publish',
		'commands',
		'program.ts',
		'main.ts',
		'modular.ts',
	].map((floor) => [floor]),
];

const upwards = floors.flatMap((floor, height) =>
	floors
		.slice(height + 1)
		.flat()
		.flatMap((higher) => floor.map((part) => ({ target: `./src/${part}`, from: `./src/${higher}` }))),
);

export default defineConfig(
	{ ignores: ['dist/', 'node_modules/', 'examples/'] },
	js.configs.recommended,
	tseslint.configs.strictTypeChecked,
	tseslint.configs.stylisticTypeChecked,
	{
		plugins: { 'import-x': importX },
		settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'] })] },
		languageOptions: {
			parserOptions: {
				projectService: { allowDefaultProject: ['*.js', 'lib/*.cjs'] },
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			'import-x/no-cycle': 'error',
			'import-x/no-restricted-paths': ['error', { zones: upwards }],
			'import-x/no-default-export': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			'@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
			// an empty setting counts as none
			'@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
			'@typescript-eslint/no-confusing-void-expression': [
				'error',
				{ ignoreArrowShorthand: true, ignoreVoidOperator: true },
			],
		},
	},
	{
		files: ['lib/*.cjs'], // has to be read by very old versions of Node.js
		languageOptions: { globals: { process: 'readonly', require: 'readonly', __dirname: 'readonly' } },
		rules: {
			'no-var': 'off',
			'@typescript-eslint/no-require-imports': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
		},
	},
	{
		files: ['templates/**/*.js'], // runs in browsers
		extends: [tseslint.configs.disableTypeChecked],
		languageOptions: { globals: { document: false, location: false, addEventListener: false, URL: false } },
	},
	{ files: ['*.js', 'test/support/reporter.ts'], rules: { 'import-x/no-default-export': 'off' } },
	{
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/no-unused-expressions': 'off', // chai's `to.be.true`
		},
	},
);

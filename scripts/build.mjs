// Bundles the command line and the library into dist/, with nothing left to install beside them.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const LAMBDA = ['pipeline-action', 'codedeploy-hook', 'lifecycle-hook'];
// Bundled CommonJS asks for Node's modules with require(), which ES modules lack.
const banner = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";

rmSync('dist', { recursive: true, force: true });
const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  // The ES modules of packages: a dynamic import of CommonJS would lose its names.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  define: { __VERSION__: JSON.stringify(version) },
  banner: { js: banner },
};
const builds = await Promise.all([
  build({
    ...common,
    entryPoints: { main: 'src/main.ts', index: 'src/index.ts' },
    outdir: 'dist',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  }),
  // One file each, ready to zip: `.mjs`, for in a function's folder there is no package.json to say that it is a module.
  build({
    ...common,
    entryPoints: LAMBDA.map((name) => `src/lambda/${name}.ts`),
    outdir: 'dist/lambda',
    outExtension: { '.js': '.mjs' },
    splitting: false,
    sourcemap: false,
    minifyIdentifiers: true,
    keepNames: true,
  }),
]);
startWithoutNodeFlags('dist/main.js');
for (const name of LAMBDA) {
  writeFileSync(
    `dist/lambda/${name}.d.mts`,
    `/** The handler of an AWS Lambda function: see docs/lambda.md. */
export declare function handler(
  event: unknown,
  context?: { getRemainingTimeInMillis?: () => number; invokedFunctionArn?: string },
): Promise<${name === 'lifecycle-hook' ? 'object' : 'void'}>;
`,
  );
}
const inputs = new Set(builds.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences([...inputs]));
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

/**
 * Makes a program's file a shell script that is a module, too. Node takes --env-file for itself also where it stands
 * behind the script's name, unless `--` stands before that. `env -S node --` would do, but busybox has no -S.
 * @see https://github.com/nodejs/node/issues/54232
 */
function startWithoutNodeFlags(file) {
  const text = readFileSync(file, 'utf8').replace(/^#!.*\n/, `#!/usr/bin/env sh\n':' //; exec node -- "$0" "$@"\n`);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  // One line more than the bundler has counted.
  writeFileSync(`${file}.map`, JSON.stringify({ ...map, mappings: `;${map.mappings}` }));
}

/** The licence of every package whose code is in the bundle, by package. */
function licences(inputs) {
  const folders = new Set(inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]));
  return [...folders]
    .filter((folder) => folder !== undefined)
    .sort()
    .map((folder) => {
      const { name, version: v, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file && existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8') : '';
      return `${name} ${v} (${license})\n\n${text.trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

// Bundles the command line, the library and the functions into dist/, with nothing left to install beside them.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { LAMBDA, METAFILE, ROOT } from './build-paths.mjs';

process.chdir(ROOT);
const { version, bugs } = JSON.parse(readFileSync('package.json', 'utf8'));
const define = {
  __VERSION__: JSON.stringify(version),
  // OWNER stands for whoever will host this: a place that is not there yet is not named.
  __ISSUES__: JSON.stringify(bugs.url.includes('/OWNER/') ? '' : bugs.url),
};
// Bundled CommonJS asks for Node's modules with require(), which ES modules lack.
const banner = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";

rmSync('dist', { recursive: true, force: true });
// One build for all: what command line, library and functions share is there once.
const { metafile } = await build({
  entryPoints: {
    main: 'src/main.ts',
    index: 'src/index.ts',
    ...Object.fromEntries(LAMBDA.map((name) => [`lambda/${name}`, `src/lambda/${name}.ts`])),
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  // The names of the parts must not depend on where the packages really are.
  preserveSymlinks: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  // The ES modules of packages: a dynamic import of CommonJS would lose its names.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  minify: true,
  // The stack trace of a bug names functions.
  keepNames: true,
  // Not named in the files: the maps are no part of the archive, a release has them beside it.
  sourcemap: 'external',
  sourcesContent: false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [withoutBrowserCode(), withoutDocumentation(), onlyVersions(), withoutDebug(), apart('cli/early-help')],
  define,
  banner: { js: banner },
});
for (const file of Object.keys(metafile.outputs)) if (file.endsWith('.js')) dropUnusedBanner(file);
// Help is one file: each further one would cost a millisecond, and that is a tenth of all it takes.
const help = await build({
  entryPoints: { 'early-help': 'src/cli/early-help.ts' },
  outdir: 'dist',
  bundle: true,
  preserveSymlinks: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  target: 'node20.19',
  minify: true,
  sourcemap: 'external',
  sourcesContent: false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [parseArgsAlone()],
  define,
});
Object.assign(metafile.inputs, help.metafile.inputs);
Object.assign(metafile.outputs, help.metafile.outputs);
startWithoutNodeFlags('dist/main.js');
startWithNodeAlone('dist/start.js');
for (const name of LAMBDA) {
  // A name that says that it is a module, wherever it is put.
  for (const end of ['js', 'js.map']) renameSync(`dist/lambda/${name}.${end}`, `dist/lambda/${name}.m${end}`);
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
mkdirSync(path.dirname(METAFILE), { recursive: true });
writeFileSync(METAFILE, JSON.stringify(metafile));
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences(Object.keys(metafile.inputs)));
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
removeUnusedTypes('dist/types');

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

/**
 * The same program for Windows: what a package manager puts there to start a command runs the program that the file's first
 * line names, and the `sh` of the other file need not be there. Where `env` knows no -S, `sh` is.
 */
function startWithNodeAlone(file) {
  writeFileSync(file, "#!/usr/bin/env -S node --\nimport './main.js';\n");
  chmodSync(file, 0o755);
}

/** Of their package.json the SDK's clients want the version alone. */
function onlyVersions() {
  return {
    name: 'only-versions',
    setup({ onLoad }) {
      onLoad({ filter: /node_modules[\\/]@(aws-sdk|smithy)[\\/].*package\.json$/ }, ({ path: file }) => ({
        contents: JSON.stringify({ version: JSON.parse(readFileSync(file, 'utf8')).version }),
        loader: 'json',
      }));
    },
  };
}

/** A module that is built apart, into dist/. */
function apart(name) {
  const file = path.posix.basename(name);
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`/${name}\\.ts$`) }, () => ({ path: `./${file}.js`, external: true }));
    },
  };
}

/** An import of Node's module would have Node make all of its members ready, for two milliseconds. */
function parseArgsAlone() {
  return {
    name: 'parse-args-alone',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:util$/ }, ({ path: name }) => ({ path: name, namespace: 'parse-args-alone' }));
      onLoad({ filter: /.*/, namespace: 'parse-args-alone' }, () => ({
        contents: "export const { parseArgs } = process.getBuiltinModule('util');",
      }));
    },
  };
}

/** Most files hold no CommonJS. The line stays, empty: source maps count it. */
function dropUnusedBanner(file) {
  const [before, after = ''] = readFileSync(file, 'utf8').split(banner);
  if (!/\brequire\b/.test(after)) writeFileSync(file, before + after);
}

/** The SDK loads `bowser` to read the name of a browser; in Node that line is never reached. */
function withoutBrowserCode() {
  return {
    name: 'without-browser-code',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^bowser$/ }, ({ path: name }) => ({ path: name, namespace: 'without-browser-code' }));
      onLoad({ filter: /.*/, namespace: 'without-browser-code' }, () => ({ contents: 'export default {};' }));
    },
  };
}

/** The rows of findings, warnings and endings hold their line of the documentation, too, which no run needs. */
function withoutDocumentation() {
  const line = /^ +doc:\s+(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"),\n/gm;
  return {
    name: 'without-documentation',
    setup({ onLoad }) {
      onLoad(
        {
          filter:
            /src[\\/]core[\\/](?:findings[\\/]rows[\\/][^\\/]*|events[\\/][^\\/]*warnings|explain[\\/](?:endings|explain-verdict))\.ts$/,
        },
        ({ path: file }) => ({
          // As many lines as before, for the source maps.
          contents: readFileSync(file, 'utf8').replaceAll(line, (text) => text.replaceAll(/[^\n]/g, '')),
          loader: 'ts',
        }),
      );
    },
  };
}

/** The agents for proxies would write the address of a proxy, with its password, where DEBUG asks for it. */
function withoutDebug() {
  return {
    name: 'without-debug',
    setup({ onLoad }) {
      onLoad({ filter: /node_modules[\\/]debug[\\/]src[\\/][^\\/]*\.js$/ }, () => ({
        contents: 'module.exports = () => Object.assign(() => {}, { enabled: false });',
        loader: 'js',
      }));
    },
  };
}

/** Each licence text once, under the packages whose code is in the bundle. */
function licences(inputs) {
  const folders = new Set(inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]));
  const packages = new Map();
  for (const folder of [...folders].filter((one) => one !== undefined).sort()) {
    const { name, version: v, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file && existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8').trim() : '';
    packages.set(text, [...(packages.get(text) ?? []), `${name} ${v} (${license})`]);
  }
  return [...packages].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}

/** The compiler writes a declaration for every file of the program; the library's own lead to fewer. */
function removeUnusedTypes(folder) {
  const used = new Set();
  const visit = (file) => {
    if (used.has(file)) return;
    used.add(file);
    for (const [, to] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*['"](\.{1,2}\/[^'"]+)\.ts['"]/g)) {
      visit(path.join(path.dirname(file), `${to}.d.ts`));
    }
  };
  visit(path.join(folder, 'index.d.ts'));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    if (file.endsWith('.d.ts') && !used.has(file)) rmSync(file);
  }
}

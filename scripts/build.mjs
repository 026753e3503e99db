// Bundles the command line, the library and the functions into dist/. The result needs no other packages.
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
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { LAMBDA, METAFILE, ROOT } from './build-paths.mjs';

/** The file of PostgreSQL's parser in dist/. */
const PARSER = 'postgres-parser.wasm.br';

process.chdir(ROOT);
const { version, bugs } = JSON.parse(readFileSync('package.json', 'utf8'));
const define = {
  __VERSION__: JSON.stringify(version),
  // OWNER stands for the future host of this repository. While it is not replaced, no link is shown.
  __ISSUES__: JSON.stringify(bugs.url.includes('/OWNER/') ? '' : bugs.url),
};
// Bundled CommonJS loads Node's modules with require(), which does not exist in ES modules.
const banner = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";

rmSync('dist', { recursive: true, force: true });
// One build for everything: code shared by the command line, the library and the functions exists only once.
const { metafile } = await build({
  entryPoints: {
    program: 'src/program.ts',
    index: 'src/index.ts',
    ...Object.fromEntries(LAMBDA.map((name) => [`lambda/${name}`, `src/lambda/${name}.ts`])),
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  // The names of the chunks must not depend on the real location of the packages.
  preserveSymlinks: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  // Prefer the ES modules of packages: a dynamic import of CommonJS would lose the export names.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  minify: true,
  // Keep function names for the stack traces of bugs.
  keepNames: true,
  // The files do not refer to the maps: the maps are not in the package, a release offers them separately.
  sourcemap: 'external',
  sourcesContent: false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [withoutBrowserCode(), withoutDocumentation(), onlyVersions(), withoutDebug(), packedParser()],
  define,
  banner: { js: banner },
});
for (const file of Object.keys(metafile.outputs)) if (file.endsWith('.js')) dropUnusedBanner(file);
packParser();
// The start is a single file, and so is the help that it may load: each further file would cost a millisecond, a tenth of the
// total time.
const first = await build({
  entryPoints: { main: 'src/main.ts', 'early-help': 'src/cli/early-help.ts' },
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
  plugins: [parseArgsAlone(), apart('cli/early-help'), apart('program')],
  define,
});
await writeHelp();
await writeExplainedCodes();
Object.assign(metafile.inputs, first.metafile.inputs);
Object.assign(metafile.outputs, first.metafile.outputs);
startWithoutNodeFlags('dist/main.js');
startWithNodeAlone('dist/start.js');
const RESULTS = { 'lifecycle-hook': 'object', 'fleet-step': 'unknown' };
for (const name of LAMBDA) {
  // The extension makes the file an ES module in any folder.
  for (const end of ['js', 'js.map']) renameSync(`dist/lambda/${name}.${end}`, `dist/lambda/${name}.m${end}`);
  writeFileSync(
    `dist/lambda/${name}.d.mts`,
    `/** The handler of an AWS Lambda function: see docs/lambda.md. */
export declare function handler(
  event: unknown,
  context?: { getRemainingTimeInMillis?: () => number; invokedFunctionArn?: string },
): Promise<${RESULTS[name] ?? 'void'}>;
`,
  );
}
mkdirSync(path.dirname(METAFILE), { recursive: true });
writeFileSync(METAFILE, JSON.stringify(metafile));
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences(Object.keys(metafile.inputs)));
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
removeUnusedTypes('dist/types');

/**
 * Makes a program's file both a shell script and a module. Node takes --env-file for itself, even after the script's
 * name, unless `--` comes before it. `env -S node --` would work, but busybox has no -S.
 * @see https://github.com/nodejs/node/issues/54232
 */
function startWithoutNodeFlags(file) {
  const text = readFileSync(file, 'utf8').replace(/^#!.*\n/, `#!/usr/bin/env sh\n':' //; exec node -- "$0" "$@"\n`);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  // The file has one line more than the bundler has counted.
  writeFileSync(`${file}.map`, JSON.stringify({ ...map, mappings: `;${map.mappings}` }));
}

/**
 * The same program for Windows. There a package manager creates a command that runs the program in the file's first
 * line. The `sh` of the other file may not exist there. On systems whose `env` has no -S, `sh` exists.
 */
function startWithNodeAlone(file) {
  writeFileSync(file, "#!/usr/bin/env -S node --\nimport './main.js';\n");
  chmodSync(file, 0o755);
}

/** The SDK's clients need only the version from their package.json. */
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

/** Writes the pages of help. main.js lays them out, and needs none of the tables that they are made of. */
async function writeHelp() {
  const { HELP_PAGES } = await valuesOf('src/cli/help-pages.ts');
  mkdirSync('dist/help');
  for (const [name, page] of Object.entries(HELP_PAGES)) writeFileSync(`dist/help/${name}.json`, JSON.stringify(page));
}

/** Writes what `explain` says about codes whose tables have only one sentence for them. */
async function writeExplainedCodes() {
  const { EXPLAINED_CODES } = await valuesOf('src/cli/explained-codes.ts');
  writeFileSync('dist/explained-codes.json', JSON.stringify(EXPLAINED_CODES));
}

/** The exports of a module of ours, which the program itself does not need. */
async function valuesOf(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    define,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}

/** Builds a module separately, into dist/. */
function apart(name) {
  const file = path.posix.basename(name);
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`/${name}\\.ts$`) }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path: `./${file}.js`, external: true },
      );
    },
  };
}

/** A normal import of Node's module would initialize all of its members, which takes two milliseconds. */
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

/** Most files contain no CommonJS. The line stays, but empty, because source maps count it. */
function dropUnusedBanner(file) {
  const [before, after = ''] = readFileSync(file, 'utf8').split(banner);
  if (!/\brequire\b/.test(after)) writeFileSync(file, before + after);
}

/** The SDK loads `bowser` to read the name of a browser. Node never reaches that line. */
function withoutBrowserCode() {
  return {
    name: 'without-browser-code',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^bowser$/ }, ({ path: name }) => ({ path: name, namespace: 'without-browser-code' }));
      onLoad({ filter: /.*/, namespace: 'without-browser-code' }, () => ({ contents: 'export default {};' }));
    },
  };
}

/** Removes the documentation text from the rows of findings, warnings and endings: no run needs it. */
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
          // The number of lines must not change, because of the source maps.
          contents: readFileSync(file, 'utf8').replaceAll(line, (text) => text.replaceAll(/[^\n]/g, '')),
          loader: 'ts',
        }),
      );
    },
  };
}

/**
 * PostgreSQL's parser as one file beside the code, compressed better than the archive would. The package looks for its
 * WebAssembly beside its own file, which does not exist in a bundle.
 */
function packedParser() {
  const load = `import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
const wasm = brotliDecompressSync(readFileSync(new URL('../${PARSER}', import.meta.url)));
const instantiateWasm = (imports, done) => done(new WebAssembly.Instance(new WebAssembly.Module(wasm), imports));
`;
  return {
    name: 'packed-parser',
    setup({ onLoad }) {
      onLoad({ filter: /libpg-query[\\/]wasm[\\/]index\.js$/ }, ({ path: file }) => {
        const contents = readFileSync(file, 'utf8');
        const start = 'PgQueryModule()';
        if (!contents.includes(start)) throw new Error(`${file} starts its module in another way`);
        return { contents: load + contents.replace(start, 'PgQueryModule({ instantiateWasm })'), loader: 'js' };
      });
      onLoad({ filter: /libpg-query[\\/]wasm[\\/]libpg-query\.js$/ }, ({ path: file }) => ({
        contents: readFileSync(file, 'utf8').replace('__dirname', '""'),
        loader: 'js',
      }));
    },
  };
}

function packParser() {
  const wasm = readFileSync('node_modules/libpg-query/wasm/libpg-query.wasm');
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync(`dist/${PARSER}`, brotliCompressSync(wasm, { params }));
}

/** With DEBUG, the proxy agents would write the address of a proxy including its password. */
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

/** Each licence text once, below the names of the bundled packages that use it. */
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

/**
 * The compiler writes a declaration for every file of the program. Keeps only those that the library's own declarations
 * import.
 */
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

// npm run pack: writes the files of a release and their checksums into pack/. The same sources with the same Node and npm
// give the same bytes.
//   ecs-migrate-VERSION.tgz         the package for npm, npx, CodeBuild and so on
//   ecs-migrate-VERSION-lambda.zip  the functions in the format of AWS Lambda
//   ecs-migrate-VERSION-maps.zip    source maps, to read the stack trace of a bug
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { LAMBDA, METAFILE, ROOT } from './build-paths.mjs';

process.chdir(ROOT);
const folder = path.resolve(process.argv[2] ?? 'pack');
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const npm = (...args) =>
  execFileSync('npm', args, { stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' });
if (!process.argv.includes('--no-build')) npm('run', '--silent', 'build');
packPackage();
write(`${name}-${version}-lambda.zip`, lambdaFiles());
write(
  `${name}-${version}-maps.zip`,
  readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.map'))
    .map((file) => [file, readFileSync(path.join('dist', file))]),
);

const files = readdirSync(folder).sort();
const sums = files
  .map(
    (file) =>
      `${createHash('sha512')
        .update(readFileSync(path.join(folder, file)))
        .digest('hex')}  ${file}\n`,
  )
  .join('');
writeFileSync(path.join(folder, 'SHA512SUMS'), sums);
for (const file of files)
  console.error(`${file}: ${Math.ceil(readFileSync(path.join(folder, file)).length / 1000)} kB`);
console.error(`In your own repository: npm install --save-dev ${path.join(folder, `${name}-${version}.tgz`)}`);
// The format that `sha512sum --check` reads.
process.stdout.write(sums);

/**
 * The package, without what only this repository needs: for a script `prepare`, npm warns everybody who installs the archive,
 * although it never runs it.
 */
function packPackage() {
  const stage = mkdtempSync(path.join(tmpdir(), 'ecs-migrate-pack-'));
  try {
    const [{ files }] = Object.values(JSON.parse(npm('pack', '--ignore-scripts', '--dry-run', '--json')));
    for (const { path: file } of files) cpSync(file, path.join(stage, file));
    const { scripts: _, devDependencies: __, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8'));
    writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    npm('pack', stage, '--ignore-scripts', '--silent', '--pack-destination', folder);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The functions, and the shared chunks that they import. The files that a handler's name refers to are at the root. */
function lambdaFiles() {
  const { outputs } = JSON.parse(readFileSync(METAFILE, 'utf8'));
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { path: next, external } of outputs[file].imports) if (!external) visit(next);
  };
  for (const one of LAMBDA) visit(`dist/lambda/${one}.js`);
  return [
    // Without this file, Lambda would load the shared chunks as CommonJS.
    ['package.json', `${JSON.stringify({ name, version, type: 'module' })}\n`],
    ['THIRD-PARTY-LICENSES.txt', readFileSync('dist/THIRD-PARTY-LICENSES.txt')],
    ...LAMBDA.map((one) => [`${one}.mjs`, `export { handler } from './lambda/${one}.mjs';\n`]),
    ...[...reached]
      .map((file) => file.replace(/^dist\/(lambda\/.*)\.js$/, 'dist/$1.mjs'))
      .map((file) => [path.posix.relative('dist', file), readFileSync(file)]),
  ];
}

function write(file, entries) {
  const sorted = entries
    .map(([to, content]) => [to.replaceAll(path.sep, '/'), new Uint8Array(Buffer.from(content))])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // The earliest time that a zip can hold, in any time zone. The mode is -rw-r--r--.
  const mtime = new Date(1980, 0, 1);
  writeFileSync(
    path.join(folder, file),
    zipSync(Object.fromEntries(sorted), { mtime, level: 9, os: 3, attrs: 0o100644 << 16 }),
  );
}

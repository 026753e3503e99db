import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nearest } from '../core/base/did-you-mean.ts';
import { signalExitCode } from '../core/base/exit-code.ts';
import { SETTINGS } from '../core/settings/settings-table.ts';
import { lookAt, type Repository } from '../init/look.ts';
import { type Proposal, proposeFiles } from '../init/propose.ts';
import { TOOLS, type Tool } from '../init/tools.ts';
import { readTree } from '../init/tree.ts';
import type { Io } from './io.ts';
import { paintFor } from './print/paint.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/**
 * Shows what the repository needs, as a diff. Writes it with `--yes`, or if the user says so on a terminal. Existing files
 * stay as they are.
 */
export async function performInit(argv: Record<string, unknown>, io: Io): Promise<number> {
  const cluster = textOf(argv['cluster'], '--cluster') ?? 'staging';
  if (!/^[\w-]{1,255}$/.test(cluster))
    throw new UsageError(`--cluster: "${cluster}" is not valid`, 'expected letters, digits, - and _');
  const asked = textOf(argv['tool'], '--tool');
  const mayWrite = SETTINGS.quiet.kind.read(argv['yes'] ?? false);
  if (mayWrite === undefined)
    throw new UsageError(`--yes: "${argv['yes']}" is not valid`, `expected ${SETTINGS.quiet.kind.expected}`);

  const tree = readTree(io.cwd);
  const repository = lookAt(tree);
  const tool = asked === undefined ? repository.tools[0]?.tool : toolNamed(asked);
  const choice = { tool, cluster, name: nameOf(io.cwd), buildspec: ownBuildspec(), version: VERSION };
  const proposals = proposeFiles(repository, tree, choice);
  const say = (line: string) => io.stderr.write(`ecs-migrate: ${line}\n`);
  for (const line of wordFound(repository, tool)) await say(line);

  const isThere = ({ file }: Proposal) => existsSync(path.join(io.cwd, file));
  const fresh = proposals.filter((one) => !isThere(one));
  const paint = paintFor({}, io);
  for (const one of proposals.filter(isThere)) await say(`${one.file} exists and stays as it is`);
  for (const one of fresh) await io.stdout.write(diffOf(one, io.stdout.isTTY ? paint.green : String));
  if (fresh.length === 0) {
    await say('there is nothing to write');
    return 0;
  }
  const these = fresh.length === 1 ? 'this file' : `these ${fresh.length} files`;
  if (!mayWrite && !(await io.ask?.(`ecs-migrate: write ${these}? [y/N] `, io.interrupt))) {
    await say(`nothing was written; to write ${these}: ecs-migrate init --yes`);
    return io.interrupt.aborted ? signalExitCode(io.interrupt.reason) : 0;
  }
  for (const one of fresh) writeNew(one, io.cwd);
  for (const { file, about } of fresh) await say(`wrote ${file}: ${about}`);
  if (tool?.note !== undefined) await say(`${tool.name}: ${tool.note}`);
  for (const line of wordNext(fresh)) await say(line);
  return 0;
}

/** The way from the files to a first migration on this machine. */
function wordNext(fresh: readonly Proposal[]): string[] {
  const secret = fresh.find((one) => one.secret !== undefined)?.secret;
  return [
    `next: ${secret !== undefined ? 'replace the placeholders, then ' : ''}check the files without AWS: ecs-migrate plan --local`,
    secret === undefined
      ? 'then migrate on this machine: ecs-migrate run --local'
      : `then migrate on this machine: ecs-migrate run --local --secrets FILE, with a line ${secret}=postgres://… in FILE`,
  ];
}

function wordFound(
  { tools, dockerfile, taskDefinition, workflows, buildspec, terraform }: Repository,
  tool: Tool | undefined,
): string[] {
  const found = [
    ...tools.map(({ tool: { name }, file }) => `${name} (${file})`),
    ...[
      dockerfile,
      taskDefinition?.file,
      buildspec,
      ...workflows,
      terraform && `Terraform in ${terraform.folder}`,
    ].filter((one) => one !== undefined),
  ];
  return [
    found.length === 0 ? 'found nothing that is known' : `found ${found.join(', ')}`,
    ...(tool === undefined
      ? [
          `no migration tool is known here: give --tool, one of ${TOOLS.map(({ name }) => name).join(', ')}; or write the command yourself`,
        ]
      : []),
    ...(tools.length > 1 && tool === tools[0]?.tool
      ? [`several tools are found; ${tool?.name} is used (choose with --tool)`]
      : []),
    ...(dockerfile === undefined && tool !== undefined
      ? ['there is no Dockerfile: the image must contain the tool and the migrations']
      : []),
  ];
}

/** All lines are new, because files that exist are never touched. */
function diffOf({ file, text, about }: Proposal, green: (line: string) => string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const head = `--- /dev/null\n+++ ${file}  (${about})\n@@ -0,0 +1,${lines.length} @@\n`;
  return `${head}${lines.map((line) => `${green(`+${line}`)}\n`).join('')}\n`;
}

function writeNew({ file, text }: Proposal, cwd: string): void {
  const target = path.join(cwd, file);
  try {
    mkdirSync(path.dirname(target), { recursive: true });
    // Fails if somebody has created the file meanwhile.
    writeFileSync(target, text, { flag: 'wx' });
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`, 'check the folder');
  }
}

function toolNamed(name: string): Tool {
  const found = TOOLS.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const names = TOOLS.map((one) => one.name);
  const near = nearest(
    name.toLowerCase(),
    names.map((one) => one.toLowerCase()),
  );
  const meant = names.find((one) => one.toLowerCase() === near);
  throw new UsageError(
    `--tool: "${name}" is not known`,
    `${meant ? `did you mean ${meant}? ` : ''}expected one of ${names.join(', ')}`,
  );
}

/** The name of the folder, as ECS accepts it for a family and ECR for a repository. */
function nameOf(cwd: string): string {
  const name = path
    .basename(path.resolve(cwd))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return name === '' ? 'app' : name.slice(0, 100);
}

/** The buildspec of the package, beside dist/. */
function ownBuildspec(): string {
  return readFileSync(new URL('../../buildspec.yml', import.meta.url), 'utf8');
}

function textOf(given: unknown, flag: string): string | undefined {
  if (Array.isArray(given)) throw new UsageError(`${flag} was given ${given.length} times`, 'give it once');
  return given === undefined ? undefined : String(given);
}

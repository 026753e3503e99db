import { arch, platform, release } from 'node:os';
import { versions } from 'node:process';
import { type Check, diagnose } from '../api.ts';
import { buildFacts } from '../ci/build-facts.ts';
import { maskText } from '../core/base/mask.ts';
import { wordFinding } from '../core/findings/findings.ts';
import { shownSettings } from '../core/settings/settings.ts';
import { DOCTOR_SETTINGS } from './declarations/doctor.ts';
import { gatherSettings } from './gather-settings.ts';
import type { Io } from './io.ts';
import { layPage, type Row } from './layout.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

const WORDS: Record<Check['state'], string> = { ok: 'ok', warning: 'WARNING', error: 'WRONG', skipped: '-' };

/** Checks everything and prints it. Returns 1 if something is wrong. */
export async function performDoctor(argv: Record<string, unknown>, io: Io): Promise<number> {
  const { findings, ...resolved } = await gatherSettings(argv, DOCTOR_SETTINGS, io, {});
  const own: Check[] = [
    { name: 'tool', state: 'ok', says: toolOf(), next: '' },
    { name: 'build', state: 'ok', says: buildOf(io.env), next: '' },
    ...configOf(resolved.config),
    ...findings.map((finding): Check => {
      const { cause, next } = wordFinding(finding);
      return { name: 'settings', state: 'error', says: cause, next };
    }),
  ];
  const asked = findings.length > 0 ? [] : await diagnose(resolved, io.env).catch(explainThrown);
  const checks = [...own, ...asked].map((one) => ({
    ...one,
    says: maskText(one.says),
    next: maskText(one.next).replace(/; nothing was launched$/, ''),
  }));
  const given = Object.entries(shownSettings(resolved)).filter(([, { origin }]) => origin !== 'default');
  const settings = given.map(([key, { value, origin }]): Row => {
    return [key, maskText(`${typeof value === 'string' ? value : JSON.stringify(value)} (${origin})`)];
  });
  const isWrong = checks.some(({ state }) => state === 'error');
  if (resolved.settings.output === 'json') await io.stdout.write(jsonLines(checks, isWrong));
  else await io.stdout.write(textOf(checks, settings, io.stdout.columns ?? 100));
  await io.stderr.write(`ecs-migrate: ${isWrong ? 'unhealthy (exit code 1)' : 'healthy (exit code 0)'}\n`);
  return isWrong ? 1 : 0;
}

/** A variable of the proxy that is not valid, for example. */
function explainThrown(error: unknown): Check[] {
  if (error instanceof UsageError) throw error;
  const said = error instanceof Error ? error.message : String(error);
  return [{ name: 'network', state: 'error', says: said, next: 'check the variable that it names' }];
}

function toolOf(): string {
  return `ecs-migrate ${VERSION}, Node ${versions.node}, ${platform()} ${arch()} ${release()}`;
}

function buildOf(env: Io['env']): string {
  const { build, pipeline, execution } = buildFacts(env);
  if (build === undefined) return 'none: this is not a build that is known';
  return [`build ${build}`, pipeline && `pipeline ${pipeline}`, execution && `execution ${execution}`]
    .filter(Boolean)
    .join(', ');
}

function configOf(config: { value: string; origin: string } | undefined): Check[] {
  if (config === undefined)
    return [{ name: 'config', state: 'skipped', says: 'no ecs-migrate.yml from this folder upwards', next: '' }];
  return [{ name: 'config', state: 'ok', says: `${config.value} (${config.origin})`, next: '' }];
}

function textOf(checks: Check[], settings: Row[], columns: number): string {
  const rows = checks.map(({ name, state, says, next }): Row => {
    return [`${WORDS[state].padEnd(8)}${name}`, next === '' ? says : `${says}. Next: ${next}`];
  });
  return layPage(
    [
      ['Checks:', rows],
      ['Settings:', settings.length > 0 ? settings : [['none', 'give flags, variables or a config file']]],
    ],
    columns,
  );
}

function jsonLines(checks: Check[], isWrong: boolean): string {
  const lines = [
    ...checks.map((one) => ({ type: 'check', ...one })),
    { type: 'doctor', outcome: isWrong ? 'unhealthy' : 'healthy', exitCode: isWrong ? 1 : 0, version: VERSION },
  ];
  return lines.map((one) => `${JSON.stringify(one)}\n`).join('');
}

import type { PlanEvent, SettingsEvent } from '../../core/events/events.ts';
import { showSetting } from '../../core/settings/settings.ts';
import { wrapProse } from './wrap.ts';

/**
 * The output of `plan`: the settings with their origins, what would run, the request, and the findings. `columns` is
 * the width of a terminal. Without it (a file, a pipe), nothing is wrapped.
 */
export function planText(settings: SettingsEvent | undefined, plan: PlanEvent, columns?: number): string {
  const { taskDefinition, registers, container, image, build, request, findings } = plan;
  const settingLines = Object.entries(settings?.settings ?? {}).map(
    ([key, { value, origin }]) => `  ${key.padEnd(16)} ${showSetting(key, value)}  (${origin})`,
  );
  const what = [
    [
      'task definition',
      taskDefinition === null
        ? 'unknown'
        : `${taskDefinition}${registers ? ' (a new revision would be registered)' : ''}`,
    ],
    ['container', container ?? 'unknown'],
    ['image', `${image ?? 'unknown'}${build ? madeBy(build) : ''}`],
    ...(build ? [['build', buildText(build)]] : []),
  ].map(([name = '', value]) => `  ${name.padEnd(16)} ${value}`);
  const wrapped = (text: string, by: string) =>
    (columns === undefined ? [text] : wrapProse(text, columns - by.length)).map((line) => `${by}${line}`);
  const found = findings.flatMap(({ severity, code, cause, next }) => [
    ...wrapped(`${severity}: ${cause}`, '  '),
    ...wrapped(`${next} [${code}]`, '    '),
  ]);
  return [
    'Settings',
    ...settingLines,
    '',
    'What would run',
    ...what,
    '',
    'RunTask request, without client token and run metadata',
    ...(request === null ? ['  none: see the findings'] : indent(JSON.stringify(request, null, 2))),
    '',
    'Findings',
    ...(found.length === 0 ? ['  none'] : found),
    '',
  ].join('\n');
}

function madeBy({ pushes }: { pushes: string | null }): string {
  return pushes ? ', by the digest of the image that is built' : ', as it is built';
}

function buildText({ by, context, pushes, platform }: NonNullable<PlanEvent['build']>): string {
  const where = pushes === null ? 'not pushed' : `pushed to ${pushes}`;
  return `${context} by ${by}${platform === null ? '' : ` for ${platform}`}, ${where}`;
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}

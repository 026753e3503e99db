import { LIMITS } from '../base/defaults.ts';
import type { Finding } from '../findings/findings.ts';
import { findRegionConflicts } from './regions.ts';
import { SETTING_KEYS, type SettingKey, settingOf, settingsWhere } from './settings-table.ts';
import type { Resolved } from './source.ts';

/** Finds settings that exclude each other, or that have no effect alone. */
export function findConflicts(resolved: Resolved): Finding[] {
  const { settings, origins } = resolved;
  const stray: Finding[] = [];
  for (const key of settingsWhere(({ group }) => group === 'local')) {
    // A file or a variable can set for every run what only local runs need. But a fault that has no effect is always
    // reported.
    if (
      settings.local ||
      (key === 'runner' && settings.build) ||
      !settings[key] ||
      (key !== 'fault' && !origins[key]?.startsWith('--'))
    )
      continue;
    stray.push({ code: 'usage', problem: `${origins[key]} is for the local engine`, fix: 'add --local' });
  }
  if (settings.build && settings.runner === 'process') {
    const problem = `${origins.build} needs docker or podman, and ${origins.runner} is process`;
    stray.push({ code: 'usage', problem, fix: 'give --runner docker or podman' });
  }
  if (settings.externalId && !settings.roleArn) {
    stray.push({ code: 'usage', problem: `${origins.externalId} is for a role`, fix: 'give --role-arn too' });
  }
  if (!settings.targets) {
    const lone = settingsWhere(({ group }) => group === 'many').find(
      (key) => settings[key] !== undefined && origins[key]?.startsWith('--'),
    );
    if (lone !== undefined) {
      stray.push({ code: 'usage', problem: `${origins[lone]} is for many targets`, fix: 'add --targets FILE' });
    }
  }
  stray.push(...findFleetConflicts(resolved), ...findRetryConflicts(resolved));
  const both = Object.keys(settings.secret ?? {}).find((name) => Object.hasOwn(settings.env ?? {}, name));
  if (both !== undefined) {
    const problem = `${both} is given by ${origins.env} and by ${origins.secret}`;
    stray.push({ code: 'usage', problem, fix: 'give one of them: ECS takes no variable beside a secret of its name' });
  }
  if (Object.keys(settings.tag ?? {}).length > LIMITS.tags) {
    const given = Object.keys(settings.tag ?? {}).length;
    stray.push({ code: 'too-many', what: 'tags', given, limit: LIMITS.tags });
  }
  for (const key of ['onTimeout', 'onInterrupt'] as const) {
    if (!settings.local || settings[key] !== 'detach') continue;
    const problem = `${origins[key]} detach: the embedded engine and its containers end with the run`;
    stray.push({ code: 'usage', problem, fix: 'serve one with: ecs-migrate local' });
  }
  const excluded = SETTING_KEYS.filter((key) => settings[key]).flatMap((key) =>
    excludedBy(key)
      .filter((other) => settings[other])
      .map((other): Finding => {
        return { code: 'exclusive-settings', first: origins[key] ?? key, second: origins[other] ?? other };
      }),
  );
  return [...stray, ...excluded, ...findRegionConflicts(resolved)];
}

/** What many targets in one process, or on Step Functions, cannot do. */
function findFleetConflicts({ settings, origins }: Resolved): Finding[] {
  if (!settings.targets) return [];
  const usage = (problem: string, fix: string): Finding => ({ code: 'usage', problem, fix });
  const nameOf = (key: SettingKey) => origins[key] ?? key;
  if (settings.on !== 'step-functions') {
    const { stateMachine } = origins;
    return [
      ...(settings.detach
        ? [{ code: 'exclusive-settings', first: nameOf('targets'), second: nameOf('detach') } as const]
        : []),
      ...(settings.stateMachine && stateMachine?.startsWith('--')
        ? [usage(`${stateMachine} is for Step Functions`, 'add --on step-functions')]
        : []),
    ];
  }
  const on = `${nameOf('on')} step-functions`;
  const refused = Object.entries(NOT_ON_STEP_FUNCTIONS) as [SettingKey, { why: string; fix: string }][];
  return [
    ...(settings.stateMachine
      ? []
      : [
          usage(
            `${on} needs the ARN of the state machine`,
            'give --state-machine ARN (the output state_machine_arn of the Terraform module fleet)',
          ),
        ]),
    ...(settings.wavePause === 'approve'
      ? [
          usage(
            `${nameOf('wavePause')} approve: a state machine asks nobody`,
            'give a duration, or run --only some targets first',
          ),
        ]
      : []),
    ...(settings.rerun && !settings.resume
      ? [
          usage(
            `${nameOf('rerun')}: a fleet on Step Functions has no memory of its own`,
            'give --resume EXECUTION_ARN too',
          ),
        ]
      : []),
    ...refused.flatMap(([key, { why, fix }]) => (settings[key] ? [usage(`${nameOf(key)}: ${why}`, fix)] : [])),
  ];
}

const NOT_ON_STEP_FUNCTIONS: Partial<Record<SettingKey, { why: string; fix: string }>> = {
  local: { why: 'the local engine has no Step Functions', fix: 'leave out --on: one process runs the same targets' },
  journal: {
    why: 'the state machine keeps the outcomes in S3',
    fix: 'leave it out; --resume takes the ARN of an execution',
  },
  perGroup: {
    why: 'the children of a state machine do not know of each other',
    fix: 'leave it out, and give a --concurrency',
  },
};

/** What cannot be tried again: a task that nobody waits for, and a migration that is not alone. */
function findRetryConflicts({ settings, origins }: Resolved): Finding[] {
  if (!settings.retries) return [];
  const retries = origins.retries ?? '--retries';
  const problems = [
    ...(settings.detach ? [`${retries}: nobody waits for the first attempt (${origins.detach})`] : []),
    ...(settings.ifRunning === 'allow'
      ? [`${retries}: attempts must be alone, but ${origins.ifRunning} allows other migrations beside them`]
      : []),
  ];
  return problems.map((problem) => ({ code: 'usage', problem, fix: 'remove one of the two' }));
}

function excludedBy(key: SettingKey): SettingKey[] {
  return (settingOf(key).excludes ?? []) as SettingKey[];
}

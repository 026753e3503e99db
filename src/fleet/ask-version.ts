import { COMMANDS } from '../api.ts';
import type { ResultEvent } from '../core/events/events.ts';
import { createRedactor } from '../core/masking/redact.ts';
import type { Aws } from '../core/ports.ts';
import type { Settings } from '../core/settings/settings-table.ts';
import type { FleetTarget, FleetWork } from './fleet.ts';

/** What a target has said about the version of its schema, or why it has not. */
export type AskedVersion =
  | { version: string }
  | { version: null; failure: Pick<ResultEvent, 'exitCode' | 'cause' | 'next'> };

/** The lock of all tasks that are asked: never that of a migration, so that neither waits for the other. */
const LOCK = 'ecs-migrate-versions';
/** A longer line is no version. Characters. */
const LONGEST = 200;

/**
 * Launches a task that prints the version of the schema of one target. It has neither the identity nor the lock of the
 * migration. What is shared: the rate of calls, the looks and the reading of logs.
 */
export async function askVersion(target: FleetTarget, options: FleetWork): Promise<AskedVersion> {
  const { settings } = target.resolved;
  if (settings.versionCommand === undefined) return { version: null, failure: NO_COMMAND };
  const asking = settingsForVersion(settings, options.random.uuid());
  const { taskDefinition, ...files } = target.files;
  let last = '';
  const { onTaskCall: _, ...each } = options.each;
  const result = await options.perform(
    COMMANDS.RUN,
    { ...target.resolved, settings: asking },
    {
      ...each,
      ...(settings.previewTaskDefinition === undefined && taskDefinition ? { taskDefinition } : {}),
      ...(files.runTaskInput && { runTaskInput: files.runTaskInput }),
      lockTarget: target.name,
      signal: options.halt,
      openAws: async (where) => {
        const opened = await options.aws.join(where, NEVER);
        return opened.ok ? { ok: true, value: withoutSurvey(opened.value) } : opened;
      },
      onEvent: (event) => {
        if (event.type === 'log' && event.message.trim() !== '') last = event.message.trim();
      },
    },
  );
  const { exitCode, cause, next } = result;
  if (exitCode !== 0) return { version: null, failure: { exitCode, cause, next } };
  if (last === '') return { version: null, failure: SILENT };
  return { version: createRedactor(settings, target.files).text(last).slice(0, LONGEST) };
}

const NEVER = new AbortController().signal;

/** The migration's settings with another command. It runs the task definition as it is: nothing is registered for an image. */
function settingsForVersion(given: Settings, id: string): Settings {
  const { previewTaskDefinition: other, versionCommand, image: _, imageFrom: __, build: ___, ...settings } = given;
  const {
    retries: ____,
    retryOn: _____,
    retrySafe: ______,
    approved: _a,
    skipIfNone: _b,
    lint: _c,
    ...kept
  } = settings;
  const { container: _d, secret: _e, ...elsewhere } = kept;
  return {
    ...(other === undefined ? kept : { ...elsewhere, taskDefinition: other }),
    ...(versionCommand && { command: versionCommand }),
    lock: LOCK,
    ifRunning: 'allow',
    onInterrupt: 'stop',
    idempotencyKey: `version ${id}`,
  };
}

/** Nobody else has its lock or its identity. */
function withoutSurvey(aws: Aws): Aws {
  if (aws.shared === undefined) return aws;
  return { ...aws, shared: { ...aws.shared, surveyForLaunch: async () => ({ ok: true, value: [] }) } };
}

const NO_COMMAND = {
  exitCode: 64,
  cause: 'no command is known that prints it',
  next: 'give versionCommand in the config file or in its row, or --version-command',
};

const SILENT = {
  exitCode: 1,
  cause: 'its command printed nothing',
  next: 'the command must print the version as its last line',
};

import { looksSecret, maskCommand, maskText } from '../base/mask.ts';
import type { RunTaskInput } from '../ecs/run-task-input.ts';
import type { TaskDefinitionInput } from '../ecs/task-definition.ts';
import type { Settings } from '../settings/settings-table.ts';

/** A value that is not to be shown. */
export interface KnownSecret {
  value: string;
  /** Its variable, its flag or its place says that it is a secret; else any value of an environment may be one. */
  isNamed: boolean;
}

/** Files whose values may be secrets. */
export interface SecretFiles {
  taskDefinition?: TaskDefinitionInput;
  runTaskInput?: RunTaskInput;
}

interface FileContainer {
  environment?: { name: string; value: string }[];
  command?: string[];
  entryPoint?: string[];
}

/** The environment that settings and files give, and what in it, in the commands and in the endpoint is a password. */
export function knownSecrets(
  { env = {}, command = [], endpointUrl = '' }: Settings,
  { taskDefinition, runTaskInput }: SecretFiles,
): KnownSecret[] {
  const containers = [
    ...(taskDefinition?.containerDefinitions ?? []),
    ...(runTaskInput?.overrides?.containerOverrides ?? []),
  ] as FileContainer[];
  const pairs = [
    ...Object.entries(env),
    ...containers.flatMap(({ environment = [] }) => environment.map(({ name, value }) => [name, value] as const)),
  ];
  const placed: string[] = [];
  const found = (value: string) => placed.push(value);
  for (const value of [...pairs.map(([, value]) => value), endpointUrl]) maskText(value, found);
  const commands = [command, ...containers.flatMap((one) => [one.command ?? [], one.entryPoint ?? []])];
  for (const words of commands) maskCommand(words, found);

  const secrets = new Map<string, boolean>();
  const add = (value: string, isNamed: boolean) => {
    // Of a value with several lines each line too.
    for (const one of [value, ...value.split(/\r?\n/)]) secrets.set(one, isNamed || secrets.get(one) === true);
  };
  for (const [name, value] of pairs) add(value, looksSecret(name));
  for (const value of placed) add(value, true);
  return [...secrets].map(([value, isNamed]) => ({ value, isNamed }));
}

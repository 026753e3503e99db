import { looksSecret, maskCommand, maskText } from '../base/mask.ts';
import type { RunTaskInput } from '../ecs/run-task-input.ts';
import type { TaskDefinitionInput } from '../ecs/task-definition.ts';
import type { Settings } from '../settings/settings-table.ts';

/** A value that must not be shown. */
export interface KnownSecret {
  value: string;
  /**
   * True if its variable, its flag or its position shows that it is a secret. Otherwise it is a value of the
   * environment, any of which may be a secret.
   */
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

/**
 * The values of the environment from settings and files, and the passwords in it, in the commands and in the endpoint.
 */
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
    // If a value has several lines, each line is a secret too.
    for (const one of [value, ...value.split(/\r?\n/)]) secrets.set(one, isNamed || secrets.get(one) === true);
  };
  for (const [name, value] of pairs) add(value, looksSecret(name));
  for (const value of placed) add(value, true);
  return [...secrets].map(([value, isNamed]) => ({ value, isNamed }));
}

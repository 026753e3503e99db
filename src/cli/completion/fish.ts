import { type CompletedCommand, type CompletedFlag, shortly } from './words.ts';

/** A script for fish, such as for ~/.config/fish/completions/ecs-migrate.fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => {
    const { name, about, flags, words } = command;
    const inCommand = `complete -c ecs-migrate -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c ecs-migrate -n __fish_use_subcommand -a ${name} -d ${quote(shortly(about))}`,
      ...(Array.isArray(words) ? [`${inCommand} -a ${quote(words.join(' '))}`] : []),
      ...(words === 'path' ? [`${inCommand} -F`] : []),
      ...flags.map((flag) => `${inCommand} ${ofFlag(flag)}`),
    ];
  });
  return `# fish completion of ecs-migrate: ecs-migrate completion fish | source
complete -c ecs-migrate -f
complete -c ecs-migrate -n __fish_use_subcommand -l help -d 'Show the help'
complete -c ecs-migrate -n __fish_use_subcommand -l version -d 'Show the version'
${lines.join('\n')}
`;
}

function ofFlag({ name, about, value }: CompletedFlag): string {
  const flag = `-l ${name} -d ${quote(shortly(about))}`;
  if (value === 'none') return flag;
  if (value === 'path') return `${flag} -r -F`;
  return `${flag} -x${value === 'any' ? '' : ` -a ${quote(value.join(' '))}`}`;
}

function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}

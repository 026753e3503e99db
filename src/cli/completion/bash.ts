import type { CompletedCommand } from './words.ts';

/**
 * A script for bash, also for the version 3.2 of macOS: no associative arrays, no `mapfile`. bash splits `--flag=value` at
 * the equals sign.
 */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const flagsOf = ({ flags }: CompletedCommand) => flags.map(({ name }) => `--${name}`).join(' ');
  const cases = commands.map((command) => {
    const values = command.flags.flatMap(({ name, value }) => {
      if (value === 'none') return [];
      const reply =
        value === 'path' ? '_ecs_migrate_files' : `_ecs_migrate_words "${value === 'any' ? '' : value.join(' ')}"`;
      return [`        --${name}) ${reply}; return ;;`];
    });
    const { words } = command;
    const own =
      words === 'path' ? '_ecs_migrate_files' : `_ecs_migrate_words "${Array.isArray(words) ? words.join(' ') : ''}"`;
    return `    ${command.name})
      case "$prev" in
${values.join('\n')}
      esac
      case "$cur" in
        -*) _ecs_migrate_words "${flagsOf(command)}" ;;
        *) ${own} ;;
      esac ;;`;
  });
  return `# bash completion of ecs-migrate: eval "$(ecs-migrate completion bash)"
_ecs_migrate_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_ecs_migrate_files() { COMPREPLY=($(compgen -f -- "$cur")); }
_ecs_migrate() {
  local cur prev command word index
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  if [ "$cur" = "=" ]; then
    cur=""
  elif [ "$prev" = "=" ] && [ "$COMP_CWORD" -ge 2 ]; then
    prev="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  COMPREPLY=()
  command=""
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    # After -- comes the command of the container.
    if [ "$word" = "--" ]; then _ecs_migrate_files; return; fi
    case "$word" in
      ${commands.map(({ name }) => name).join('|')}) [ -n "$command" ] || command="$word" ;;
    esac
  done
  case "$command" in
${cases.join('\n')}
    *) case "$cur" in
        -*) _ecs_migrate_words "--help --version" ;;
        *) _ecs_migrate_words "${commands.map(({ name }) => name).join(' ')}" ;;
      esac ;;
  esac
}
complete -o default -F _ecs_migrate ecs-migrate
`;
}

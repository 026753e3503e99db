import { type CompletedCommand, type CompletedFlag, shortly } from './words.ts';

/** A script for zsh: as a file `_ecs-migrate` of the fpath, or for `eval` after `compinit`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const cases = commands.map((command) => {
    const { words, takesCommand } = command;
    const specs = [
      ...command.flags.map(flagSpec),
      ...(words === 'none' ? [] : [quote(`*:${actionOf(words)}`)]),
      ...(takesCommand ? [quote('*::command:_normal')] : []),
    ];
    return `    ${command.name})\n      _arguments -S \\\n        ${specs.join(' \\\n        ')} ;;`;
  });
  const names = commands.map(({ name, about }) => quote(`${name}:${shortly(about).replaceAll(':', '\\:')}`));
  return `#compdef ecs-migrate
# zsh completion of ecs-migrate: eval "$(ecs-migrate completion zsh)" after compinit
_ecs-migrate() {
  local -a commands
  commands=(
    ${names.join('\n    ')}
  )
  if (( CURRENT == 2 )); then
    if [[ $PREFIX == -* ]]; then _arguments '--help[Show the help]' '--version[Show the version]'
    else _describe command commands; fi
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_ecs-migrate" ]; then _ecs-migrate "$@"; else compdef _ecs-migrate ecs-migrate; fi
`;
}

function flagSpec({ name, about, value }: CompletedFlag): string {
  const text = shortly(about).replaceAll(/[[\]]/g, '\\$&');
  return quote(`*--${name}${value === 'none' ? '' : '='}[${text}]${value === 'none' ? '' : `:${actionOf(value)}`}`);
}

function actionOf(value: 'path' | 'any' | readonly string[]): string {
  if (value === 'path') return 'file:_files';
  return value === 'any' ? 'value: ' : `value:(${value.join(' ')})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

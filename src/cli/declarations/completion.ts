import type { Declaration } from '../parser.ts';

export const COMPLETION: Declaration = {
  name: 'completion',
  words: '[shell]',
  choices: ['bash', 'zsh', 'fish'],
  about:
    'Print a script that lets bash, zsh or fish complete commands, flags and values; by default for the shell of SHELL',
  settings: [],
  flags: {},
  examples: [
    ['completion bash >> ~/.bashrc', 'For every new bash'],
    ['completion zsh > "$fpath[1]/_ecs-migrate"', 'For zsh, with compinit in ~/.zshrc'],
    ['completion fish > ~/.config/fish/completions/ecs-migrate.fish', 'For fish'],
  ],
};

import type { Declaration } from '../parser.ts';

export const INIT: Declaration = {
  name: 'init',
  words: '',
  about:
    'Look at this repository, and propose config file, task definition, buildspec or workflow, and Terraform call; writes nothing without --yes, and never overwrites a file',
  settings: [],
  flags: {
    yes: { describe: 'Write the files that are shown', type: 'boolean' },
    tool: { describe: 'The migration tool, if several are found or none', type: 'string' },
    cluster: { describe: 'The first environment and its cluster (default: staging)', type: 'string' },
  },
  examples: [
    ['init', 'Show what would be written'],
    ['init --yes --cluster staging', 'Write it'],
    ['plan --local', 'Afterwards: check it on this machine, without AWS'],
  ],
};

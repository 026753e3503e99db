import type { Declaration } from '../parser.ts';

export const INIT: Declaration = {
  name: 'init',
  words: '',
  about:
    'Look at this repository, and propose config file, task definition, buildspec or workflow, and Terraform call: shows them, and asks on a terminal before it writes; elsewhere it writes only with --yes. A file that exists stays as it is',
  settings: [],
  flags: {
    yes: { describe: 'Write the files without asking', type: 'boolean' },
    tool: { describe: 'The migration tool, if several are found or none', type: 'string' },
    cluster: { describe: 'The first environment and its cluster (default: staging)', type: 'string' },
  },
  examples: [
    ['init', 'Show what would be written, and on a terminal write it if you say so'],
    ['init --yes --cluster staging', 'Write it without a question'],
    ['plan --local', 'Afterwards: check it on this machine, without AWS'],
  ],
};

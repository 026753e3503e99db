import type { CliCommand } from '../command.ts';
import { DOCTOR } from '../declarations/doctor.ts';

export const doctorCommand: CliCommand = {
  ...DOCTOR,
  perform: async (argv, io) => (await import('../perform-doctor.ts')).performDoctor(argv, io),
};

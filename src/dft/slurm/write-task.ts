import type { Step } from '../prepare/input-file.js';
import type { SlurmProfile } from './profile.js';
import { quoteShell } from './write-batch.js';

/** The command of a step, with its ranks. */
export function commandOf(step: Step, launcher: string, ranks: number): string {
  const program = [step.program, ...step.arguments].map(quoteShell).join(' ');
  return step.parallel && ranks > 1 ? `${launcher.replaceAll('{ranks}', String(ranks))} ${program}` : program;
}

/**
 * The script of one calculation: its steps one after the other in its folder; the first that fails ends it with its
 * exit code.
 */
export function writeTask(
  steps: readonly Step[],
  folder: string,
  profile: Pick<SlurmProfile, 'launcher' | 'ranks'>,
): string {
  return `#!/bin/bash
cd ${quoteShell(folder)} || exit 90
echo "START $(date +%s) job=\${SLURM_JOB_ID:-here}" >> .cermet.status
rc=0
${steps.map((step) => `if [ "$rc" -eq 0 ]; then ${commandOf(step, profile.launcher, profile.ranks)} > ${quoteShell(step.output)} 2> ${quoteShell(step.error)}; rc=$?; fi`).join('\n')}
echo "END $(date +%s) rc=$rc" >> .cermet.status
exit "$rc"
`;
}

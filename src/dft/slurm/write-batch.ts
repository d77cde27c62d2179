import { formatWalltime, type SlurmProfile } from './profile.js';

/** A word in single quotes, safe in a shell. */
export const quoteShell = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * The script of an array: task N runs `N.sh` of its folder, writes START and END with the exit code into `N.status`, and when the notice comes
 * touches the file that `N.stop` names, or ends the task politely.
 *
 * @param folder  where scripts and status files of the tasks lie, absolute
 * @param indices of the tasks
 */
export function writeBatch(profile: SlurmProfile, name: string, folder: string, indices: readonly number[]): string {
  const options = [
    `--job-name=${name}`,
    ...(profile.partition ? [`--partition=${profile.partition}`] : []),
    ...(profile.account ? [`--account=${profile.account}`] : []),
    ...(profile.qos ? [`--qos=${profile.qos}`] : []),
    ...(profile.memory ? [`--mem=${profile.memory}`] : []),
    `--ntasks=${profile.ranks}`,
    ...(profile.threads > 1 ? [`--cpus-per-task=${profile.threads}`] : []),
    `--time=${formatWalltime(profile.walltime)}`,
    `--array=${indices.join(',')}${profile.atOnce ? `%${profile.atOnce}` : ''}`,
    `--output=${folder}/%a.slurm`,
    `--signal=B:USR1@${Math.round(profile.notice)}`,
    ...profile.options,
  ];
  return `#!/bin/bash
${options.map((option) => `#SBATCH ${option}`).join('\n')}
# Written by Cermet. Status files and outputs of the tasks lie beside this script.
folder=${quoteShell(folder)}
n=$SLURM_ARRAY_TASK_ID
export OMP_NUM_THREADS=${profile.threads}
${profile.modules.map((module) => `module load ${quoteShell(module)}`).join('\n')}
${profile.setup.join('\n')}
ask_to_stop() {
  if [ -s "$folder/$n.stop" ]; then touch "$(cat "$folder/$n.stop")"; else kill -TERM "$pid" 2>/dev/null; fi
  echo "NOTICE $(date +%s)" >> "$folder/$n.status"
}
trap ask_to_stop USR1
echo "START $(date +%s) job=\${SLURM_ARRAY_JOB_ID}_$n" >> "$folder/$n.status"
bash "$folder/$n.sh" &
pid=$!
# A trap makes wait return early: wait again until the task is really over.
while :; do wait "$pid"; rc=$?; kill -0 "$pid" 2>/dev/null || break; done
if [ "$rc" -gt 128 ]; then wait "$pid"; again=$?; [ "$again" -ne 127 ] && rc=$again; fi
echo "END $(date +%s) rc=$rc" >> "$folder/$n.status"
exit "$rc"
`;
}

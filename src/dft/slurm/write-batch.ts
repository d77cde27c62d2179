import { formatWalltime, type SlurmProfile } from './profile.js';

/** A word in single quotes, safe in a shell. */
export const quoteShell = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * The script of an array: the task on line N + 1 of `NAME.tasks` runs its `.sh`, writes START and END with the exit
 * code into its `.status`, and when the notice comes touches the file that its `.stop` names, or ends the task
 * politely. An array counts from 0, so that no number of tasks ever done exceeds what a cluster lets an array have.
 *
 * @param folder where scripts and status files of the tasks lie, absolute
 * @param count  of tasks
 */
export function writeBatch(profile: SlurmProfile, name: string, folder: string, count: number): string {
  const options = [
    `--job-name=${name}`,
    ...(profile.partition ? [`--partition=${profile.partition}`] : []),
    ...(profile.account ? [`--account=${profile.account}`] : []),
    ...(profile.qos ? [`--qos=${profile.qos}`] : []),
    ...(profile.memory ? [`--mem=${profile.memory}`] : []),
    `--ntasks=${profile.ranks}`,
    ...(profile.threads > 1 ? [`--cpus-per-task=${profile.threads}`] : []),
    `--time=${formatWalltime(profile.walltime)}`,
    `--array=0-${count - 1}${profile.atOnce ? `%${profile.atOnce}` : ''}`,
    `--output=${folder}/${name}.%a.slurm`,
    `--signal=B:USR1@${Math.round(profile.notice)}`,
    ...profile.options,
  ];
  return `#!/bin/bash
${options.map((option) => `#SBATCH ${option}`).join('\n')}
# Written by Cermet. Status files and outputs of the tasks lie beside this script.
folder=${quoteShell(folder)}
n=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$folder/"${quoteShell(`${name}.tasks`)})
export OMP_NUM_THREADS=${profile.threads}
${profile.modules.map((module) => `module load ${quoteShell(module)}`).join('\n')}
${profile.setup.join('\n')}
ask_to_stop() {
  if [ -s "$folder/$n.stop" ]; then touch "$(cat "$folder/$n.stop")"; else kill -TERM "$pid" 2>/dev/null; fi
  echo "NOTICE $(date +%s)" >> "$folder/$n.status"
}
trap ask_to_stop USR1
echo "START $(date +%s) job=\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}" >> "$folder/$n.status"
bash "$folder/$n.sh" &
pid=$!
# A trap makes wait return early: wait again until the task is really over.
while :; do wait "$pid"; rc=$?; kill -0 "$pid" 2>/dev/null || break; done
if [ "$rc" -gt 128 ]; then wait "$pid"; again=$?; [ "$again" -ne 127 ] && rc=$again; fi
echo "END $(date +%s) rc=$rc" >> "$folder/$n.status"
exit "$rc"
`;
}

import type { Cause, Judgement } from '../calculation.js';
import type { ErrorText, RunStatus } from '../status-file.js';
import type { QeOutput } from './parse-qe-output.js';
import type { QeXml } from './parse-qe-xml.js';

export interface Verdict {
  judgement: Judgement;
  cause: Cause;
  reason: string;
}

/** What a run left: text, standard error, status file, the XML that it wrote itself. */
export interface QeTraces {
  output?: QeOutput;
  error?: ErrorText;
  status?: RunStatus;
  /** Only where it was written by this run. */
  xml?: QeXml;
  /** An XML of an earlier run that lies in the same place. */
  earlier?: { file: string; xml: QeXml };
}

/**
 * Judges a run of `pw.x`. `JOB DONE.` is printed for exit codes 0, 2, 3 and 255 and proves nothing; converged is what
 * reached its own criterion, ended by itself and, where an exit code is known, returned 0.
 */
export function judgeQe({ output, error, status, xml, earlier }: QeTraces): Verdict {
  const exit = status?.exitCode ?? error?.stopCode ?? (xml?.status || undefined);
  if (!output) return judgeXml(xml!, exit);
  const at = output.iterations > 0 ? ` at iteration ${output.iterations}` : ' before the first iteration';
  if (output.error) return judgeError(output.error);
  if (output.outOfTime)
    return {
      judgement: 'stopped',
      cause: 'out-of-time',
      reason: `out of time: max_seconds was reached${at}${code(exit)}`,
    };
  if (output.stoppedByUser)
    return {
      judgement: 'stopped',
      cause: 'stopped-by-user',
      reason: `stopped by the user (file PREFIX.EXIT)${at}${code(exit)}`,
    };
  if (!output.jobDone) {
    const verdict = judgeEnd(error, status, at, exit);
    if (earlier && (earlier.xml.converged || earlier.xml.energy !== undefined))
      return {
        judgement: 'stale',
        cause: 'earlier-results',
        reason: `stale output of an earlier run: ${earlier.file} was written before this run began, and this run was ${verdict.reason}`,
      };
    return verdict;
  }
  if (output.notAchieved)
    return {
      judgement: 'not converged',
      cause: 'electrons-not-converged',
      reason: `the electrons did not converge in ${output.iterations} iterations${code(exit)}`,
    };
  if (output.relaxing && !output.relaxed)
    return {
      judgement: 'not converged',
      cause: 'atoms-not-relaxed',
      reason: `${output.stepsRanOut ? 'the steps ran out' : 'the relaxation ended'} after ${output.steps} before the atoms were relaxed${code(exit ?? undefined)}`,
    };
  if (xml?.relaxed === false)
    return {
      judgement: 'not converged',
      cause: 'atoms-not-relaxed',
      reason: 'the XML says that the atoms were not relaxed',
    };
  if (xml?.converged === false && !output.bandsDone)
    return {
      judgement: 'not converged',
      cause: 'electrons-not-converged',
      reason: 'the XML says that the electrons did not converge',
    };
  if (exit !== undefined && exit !== 0)
    return {
      judgement: 'failed',
      cause: 'exit-code',
      reason: `it prints that it converged but returned exit code ${exit}`,
    };
  if (output.achieved)
    return {
      judgement: 'converged',
      cause: 'converged',
      reason: output.relaxing
        ? `the atoms are relaxed after ${output.steps} steps`
        : `the electrons converged in ${output.iterations} iterations`,
    };
  if (output.bandsDone)
    return { judgement: 'converged', cause: 'converged', reason: 'the eigenvalues were computed in a given density' };
  return { judgement: 'failed', cause: 'crashed', reason: 'it ended by itself without a result' };
}

function judgeXml(xml: QeXml, exit: number | undefined): Verdict {
  if (xml.relaxed === false || exit === 3)
    return {
      judgement: 'not converged',
      cause: 'atoms-not-relaxed',
      reason: 'the atoms were not relaxed when the steps ran out',
    };
  if (xml.converged === false)
    return {
      judgement: 'not converged',
      cause: 'electrons-not-converged',
      reason: `the electrons did not converge${xml.iterations ? ` in ${xml.iterations} iterations` : ''}`,
    };
  if (exit !== undefined && exit !== 0)
    return {
      judgement: exit === 2 ? 'not converged' : 'stopped',
      cause: 'exit-code',
      reason: `the XML keeps exit status ${exit}`,
    };
  if (xml.converged)
    return {
      judgement: 'converged',
      cause: 'converged',
      reason: `the electrons converged${xml.iterations ? ` in ${xml.iterations} iterations` : ''}`,
    };
  return { judgement: 'failed', cause: 'crashed', reason: 'the XML has no word on convergence' };
}

function judgeError({ routine, text }: NonNullable<QeOutput['error']>): Verdict {
  const says = `${text || 'no explanation'} (routine ${routine})`;
  if (/read_namelists|read_cards|card_|iosys|read_input/i.test(routine) || /bad line in namelist/i.test(text))
    return { judgement: 'failed', cause: 'wrong-input', reason: `wrong input: ${says}` };
  if (/not found|No such file|error (while )?opening|cannot open/i.test(text))
    return { judgement: 'failed', cause: 'missing-file', reason: `a file is missing: ${says}` };
  if (/overlap!?/i.test(text) && /check_atoms/i.test(routine))
    return { judgement: 'failed', cause: 'overlapping-atoms', reason: `overlapping atoms: ${says}` };
  if (/cdiaghg|rdiaghg|cholesky|diag|c_bands|too many bands/i.test(`${routine} ${text}`))
    return { judgement: 'failed', cause: 'diagonalisation', reason: `the diagonalisation failed: ${says}` };
  if (/allocat|memory/i.test(text))
    return { judgement: 'failed', cause: 'out-of-memory', reason: `too little memory: ${says}` };
  return { judgement: 'failed', cause: 'crashed', reason: `it broke off: ${says}` };
}

/** The output just ends: what ended it stands elsewhere, if anywhere. */
function judgeEnd(
  error: ErrorText | undefined,
  status: RunStatus | undefined,
  at: string,
  exit: number | undefined,
): Verdict {
  const rc = status?.exitCode;
  if (error?.outOfTime)
    return { judgement: 'stopped', cause: 'out-of-time', reason: `ended by the queue at its time limit${at}` };
  if (error?.cancelled)
    return { judgement: 'stopped', cause: 'ended-from-outside', reason: `cancelled in the queue${at}` };
  if (error?.outOfMemory)
    return { judgement: 'stopped', cause: 'out-of-memory', reason: `killed for want of memory${at}` };
  if (error?.signal === 9 || rc === 137)
    return {
      judgement: 'stopped',
      cause: 'killed',
      reason: `killed (signal 9: by a person or for want of memory)${at}`,
    };
  if (error?.signal === 15 || rc === 143)
    return { judgement: 'stopped', cause: 'ended-from-outside', reason: `ended from outside (signal 15)${at}` };
  if (error?.signal !== undefined)
    return { judgement: 'failed', cause: 'crashed', reason: `it broke off by signal ${error.signal}${at}` };
  return {
    judgement: 'stopped',
    cause: 'ended-from-outside',
    reason: `ended from outside${at}: the output just ends, without an error of its own${code(exit)}`,
  };
}

const code = (exit: number | undefined): string => (exit === undefined ? '' : `, exit code ${exit}`);
